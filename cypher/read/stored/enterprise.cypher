// What is stored of these enterprises: their properties
// $ids: which
// :param ids => ['enterprise:1']
MATCH (n:Enterprise)
WHERE n.id IN $ids
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
