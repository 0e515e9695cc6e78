// What is stored of these claims: their properties
// $ids: which
// :param ids => ['claim:1']
MATCH (n:Claim)
WHERE n.id IN $ids
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
