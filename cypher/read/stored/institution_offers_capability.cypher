// What is stored of OFFERS from these institutions to capabilities
// $ids: ids of the institutions
// :param ids => ['institution:csir-niist']
MATCH (a:Institution)-[r:OFFERS]->(b:Capability)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
