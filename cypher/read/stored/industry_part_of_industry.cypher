// What is stored of PART_OF from these industries to industries
// $ids: ids of the industries
// :param ids => ['industry:1394']
MATCH (a:Industry)-[r:PART_OF]->(b:Industry)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
