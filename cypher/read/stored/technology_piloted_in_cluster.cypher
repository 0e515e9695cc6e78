// What is stored of PILOTED_IN from these technologies to clusters
// $ids: ids of the technologies
// :param ids => ['technology:pvc-tufting']
MATCH (a:Technology)-[r:PILOTED_IN]->(b:Cluster)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
