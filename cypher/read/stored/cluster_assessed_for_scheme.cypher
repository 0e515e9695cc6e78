// What is stored of ASSESSED_FOR from these clusters to schemes
// $ids: ids of the clusters
// :param ids => ['cluster:alappuzha-coir']
MATCH (a:Cluster)-[r:ASSESSED_FOR]->(b:Scheme)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
