// Cluster helpers: institutions of its state by how many of its stated needs they offer help with
// What is counted is what sources say; the weighing of all signals is the work of `sangam match mentors`.
// $cluster: id of the cluster, $most: how many rows at most
// :param cluster => 'cluster:alappuzha-coir'
// :param most => 50
MATCH (c:Cluster {id: $cluster})-[:NEEDS]->(k:Capability)<-[:OFFERS]-(i:Institution)-[:LOCATED_IN]->(:State)<-[:LOCATED_IN]-(c)
WITH c, i, k ORDER BY k.name
WITH c, i, collect(DISTINCT k.name) AS needs
OPTIONAL MATCH (i)-[:LOCATED_IN]->(d:District)
WITH c, i, needs, d.name AS district, EXISTS { MATCH (i)-[w:MENTORS|COLLABORATED_WITH]->(c) WHERE coalesce(w.planned, false) = false } AS known
RETURN i.name AS institution, i.kind AS what_it_is, district, size(needs) AS needs_met, needs, CASE WHEN known THEN 'yes' ELSE 'no source says so' END AS works_there_already, i.id AS id
ORDER BY needs_met DESC, id
LIMIT toInteger($most)
