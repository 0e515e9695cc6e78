// What is stored of SUPPORTS from these schemes to clusters
// $ids: ids of the schemes
// :param ids => ['scheme:mse-cdp']
MATCH (a:Scheme)-[r:SUPPORTS]->(b:Cluster)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
