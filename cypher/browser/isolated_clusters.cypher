// Isolated clusters: no institution is known to work with them; most stated needs first
// No source that was read names a tie; there may be one that nobody has written down.
// $state: id of the state
// :param state => 'state:kerala'
MATCH (c:Cluster)-[:LOCATED_IN]->(:State {id: $state})
WHERE NOT EXISTS { MATCH (:Institution)-[w:MENTORS|COLLABORATED_WITH]->(c) WHERE coalesce(w.planned, false) = false }
AND NOT EXISTS { (:Institution)-[:DEVELOPS]->(:Technology)-[:PILOTED_IN]->(c) }
OPTIONAL MATCH (c)-[:LOCATED_IN]->(d:District)
OPTIONAL MATCH (c)-[:NEEDS]->(k:Capability)
WITH c, d, k ORDER BY k.name
WITH c, d, collect(DISTINCT k.name) AS needs
RETURN c.name AS cluster, d.name AS district, c.category AS category, c.units AS units, size(needs) AS stated_needs, needs, c.id AS id
ORDER BY stated_needs DESC, id
