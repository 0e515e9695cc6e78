// The names under which an entity is known, for telling what a row refers to (enterprises apart)
// A place comes with the state that it lies in, an institution or start-up with the state where it is.
MATCH (n)
WHERE n.id IS NOT NULL AND n.name IS NOT NULL AND NOT n:Enterprise AND NOT n:Claim AND NOT n:SangamGraph AND NOT n:SangamChange
OPTIONAL MATCH (n)-[:PART_OF|LOCATED_IN]->(s:State)
OPTIONAL MATCH (n)-[:PART_OF|LOCATED_IN]->(:District)-[:PART_OF]->(t:State)
RETURN labels(n)[0] AS label, n.id AS id, n.name AS name, n.name_ml AS name_ml, n.short_name AS short_name, n.aliases AS aliases, n.code AS code, n.ror_id AS ror_id, min(coalesce(s.name, t.name)) AS state
ORDER BY id
