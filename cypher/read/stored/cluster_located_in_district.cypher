// What is stored of LOCATED_IN from these clusters to districts
// $ids: ids of the clusters
// :param ids => ['cluster:alappuzha-coir']
MATCH (a:Cluster)-[r:LOCATED_IN]->(b:District)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
