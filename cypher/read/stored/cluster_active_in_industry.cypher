// What is stored of ACTIVE_IN from these clusters to industries
// $ids: ids of the clusters
// :param ids => ['cluster:alappuzha-coir']
MATCH (a:Cluster)-[r:ACTIVE_IN]->(b:Industry)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
