// What is stored of NEEDS from these clusters to technologies
// $ids: ids of the clusters
// :param ids => ['cluster:alappuzha-coir']
MATCH (a:Cluster)-[r:NEEDS]->(b:Technology)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
