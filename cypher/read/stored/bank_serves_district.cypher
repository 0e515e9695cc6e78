// What is stored of SERVES from these banks to districts
// $ids: ids of the banks
// :param ids => ['bank:canara']
MATCH (a:Bank)-[r:SERVES]->(b:District)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
