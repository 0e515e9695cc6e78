// What is stored of ABOUT from this feedback to technologies
// $ids: ids of the feedback
// :param ids => ['feedback:1']
MATCH (a:Feedback)-[r:ABOUT]->(b:Technology)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
