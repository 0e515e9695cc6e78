// What is stored of these institutions: their properties
// $ids: which
// :param ids => ['institution:csir-niist']
MATCH (n:Institution)
WHERE n.id IN $ids
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
