// What is stored of DEVELOPS from these startups to technologies
// $ids: ids of the startups
// :param ids => ['startup:genrobotics']
MATCH (a:Startup)-[r:DEVELOPS]->(b:Technology)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
