// What is stored of PART_OF from these constituencies to districts
// $ids: ids of the constituencies
// :param ids => ['constituency:104']
MATCH (a:Constituency)-[r:PART_OF]->(b:District)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
