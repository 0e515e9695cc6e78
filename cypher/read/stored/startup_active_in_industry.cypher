// What is stored of ACTIVE_IN from these startups to industries
// $ids: ids of the startups
// :param ids => ['startup:genrobotics']
MATCH (a:Startup)-[r:ACTIVE_IN]->(b:Industry)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
