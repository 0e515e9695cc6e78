// Verdicts on a cluster: each scheme with the conditions that decide and what is missing
// Write verdicts first: `sangam schemes write --all`. Each is for the day and the rule that it names.
// $cluster: id of the cluster
// :param cluster => 'cluster:alappuzha-coir'
MATCH (c:Cluster {id: $cluster})-[r:ASSESSED_FOR]->(s:Scheme)
RETURN s.name AS scheme, replace(r.status, '_', ' ') AS verdict, coalesce(r.reason, '') AS why, CASE WHEN r.partial THEN 'part of it' ELSE 'all of it' END AS rule_known, r.clauses AS conditions, r.missing AS missing, r.grant_high AS grant_up_to, r.on AS as_of_day, r.source AS source, s.id AS id
ORDER BY CASE r.status WHEN 'eligible' THEN 0 WHEN 'unknown' THEN 1 ELSE 2 END, id
