// What is stored of ASSESSED_FOR from these start-ups to schemes
// $ids: ids of the start-ups
// :param ids => ['startup:aakri']
MATCH (a:Startup)-[r:ASSESSED_FOR]->(b:Scheme)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
