// Schemes that are documented to have supported these clusters
// $ids: ids of the clusters
// :param ids => ['cluster:alappuzha-coir']
MATCH (s:Scheme)-[r:SUPPORTS]->(c:Cluster)
WHERE c.id IN $ids
RETURN s.id AS scheme, c.id AS cluster, c.name AS cluster_name, properties(r) AS properties
ORDER BY scheme, cluster, properties.key
