// What is stored of PART_OF from these districts to states
// $ids: ids of the districts
// :param ids => ['district:alappuzha']
MATCH (a:District)-[r:PART_OF]->(b:State)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
