// What is stored of LOCATED_IN from these institutions to states
// $ids: ids of the institutions
// :param ids => ['institution:csir-niist']
MATCH (a:Institution)-[r:LOCATED_IN]->(b:State)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
