// What is stored of these states: their properties
// $ids: which
// :param ids => ['state:kerala']
MATCH (n:State)
WHERE n.id IN $ids
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
