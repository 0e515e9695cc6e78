// What is stored of APPLIES_TO from these technologies to industries
// $ids: ids of the technologies
// :param ids => ['technology:pvc-tufting']
MATCH (a:Technology)-[r:APPLIES_TO]->(b:Industry)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
