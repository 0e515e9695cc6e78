// What is stored of ACTIVE_IN from these enterprises to industries
// $ids: ids of the enterprises
// :param ids => ['enterprise:1']
MATCH (a:Enterprise)-[r:ACTIVE_IN]->(b:Industry)
WHERE a.id IN $ids
RETURN a.id AS start_id, b.id AS end_id, r.key AS key, properties(r) AS properties
ORDER BY start_id, end_id, key
