// What is stored of COLLABORATED_WITH from these institutions to clusters
// $ids: ids of the institutions
// :param ids => ['institution:csir-niist']
MATCH (a:Institution)-[r:COLLABORATED_WITH]->(b:Cluster)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
