// What is stored of these constituencies: their properties
// $ids: which
// :param ids => ['constituency:104']
MATCH (n:Constituency)
WHERE n.id IN $ids
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
