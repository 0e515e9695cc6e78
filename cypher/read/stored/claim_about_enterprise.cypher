// What is stored of ABOUT from these claims to enterprises
// $ids: ids of the claims
// :param ids => ['claim:1']
MATCH (a:Claim)-[r:ABOUT]->(b:Enterprise)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
