// What is stored of DEVELOPS from these institutions to technologies
// $ids: ids of the institutions
// :param ids => ['institution:csir-niist']
MATCH (a:Institution)-[r:DEVELOPS]->(b:Technology)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
