// Brokers, drawn: the institutions that bridge most districts, with their clusters
// $few: how many institutions
// :param few => 3
MATCH (i:Institution)-[w:MENTORS|COLLABORATED_WITH]->(:Cluster)-[:LOCATED_IN]->(d:District)
WHERE coalesce(w.planned, false) = false
WITH i, count(DISTINCT d) AS bridged
ORDER BY bridged DESC, i.id
LIMIT toInteger($few)
MATCH (i)-[w:MENTORS|COLLABORATED_WITH]->(c:Cluster)-[l:LOCATED_IN]->(d:District)
WHERE coalesce(w.planned, false) = false
RETURN i, w, c, l, d
ORDER BY i.id, c.id, d.id, w.key
