// What is stored of LOCATED_IN from these startups to states
// $ids: ids of the startups
// :param ids => ['startup:genrobotics']
MATCH (a:Startup)-[r:LOCATED_IN]->(b:State)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
