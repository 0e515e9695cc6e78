// What is stored of these banks: their properties
// $ids: which
// :param ids => ['bank:canara']
MATCH (n:Bank)
WHERE n.id IN $ids
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
