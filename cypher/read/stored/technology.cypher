// What is stored of these technologies: their properties
// $ids: which
// :param ids => ['technology:pvc-tufting']
MATCH (n:Technology)
WHERE n.id IN $ids
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
