// Brokers: institutions that work with clusters in several districts
// $least: in how many districts at least
// :param least => 3
MATCH (i:Institution)-[w:MENTORS|COLLABORATED_WITH]->(c:Cluster)-[:LOCATED_IN]->(d:District)
WHERE coalesce(w.planned, false) = false
WITH i, c, d ORDER BY d.name, c.name
WITH i, collect(DISTINCT d.name) AS districts, collect(DISTINCT c.name) AS clusters
WHERE size(districts) >= $least
RETURN i.name AS institution, i.kind AS what_it_is, size(districts) AS districts_bridged, size(clusters) AS clusters_reached, districts, clusters, i.id AS id
ORDER BY districts_bridged DESC, clusters_reached DESC, id
