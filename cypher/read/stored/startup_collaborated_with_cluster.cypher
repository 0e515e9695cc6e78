// What is stored of COLLABORATED_WITH from these startups to clusters
// $ids: ids of the startups
// :param ids => ['startup:genrobotics']
MATCH (a:Startup)-[r:COLLABORATED_WITH]->(b:Cluster)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
