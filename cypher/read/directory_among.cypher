// The names of some entities, as read/directory gives those of all
// $ids: which
// :param ids => ['district:alappuzha', 'institution:csir-niist']
MATCH (n:State|District|Constituency|Industry|Product|Capability|Cluster|Institution|Startup|Technology|Bank|Scheme|Association)
WHERE n.id IN $ids AND n.name IS NOT NULL
OPTIONAL MATCH (n)-[:PART_OF|LOCATED_IN]->(s:State)
OPTIONAL MATCH (n)-[:PART_OF|LOCATED_IN]->(:District)-[:PART_OF]->(t:State)
RETURN labels(n)[0] AS label, n.id AS id, n.name AS name, n.name_ml AS name_ml, n.short_name AS short_name, n.aliases AS aliases, n.code AS code, n.ror_id AS ror_id, min(coalesce(s.name, t.name)) AS state
ORDER BY id
