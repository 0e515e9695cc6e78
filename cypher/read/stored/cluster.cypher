// What is stored of these clusters: their properties
// $ids: which
// :param ids => ['cluster:alappuzha-coir']
MATCH (n:Cluster)
WHERE n.id IN $ids
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
