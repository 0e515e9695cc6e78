// Candidates by size: clusters against the size rule of their category; unknown stays unknown
// One District One Idea asks for 200 looms in handloom and powerloom, 20 units elsewhere. For manufacturing
// the units are to be registered, which sources seldom say. Generated enterprises are never counted.
// $state: id of the state
// :param state => 'state:kerala'
MATCH (c:Cluster)-[:LOCATED_IN]->(:State {id: $state})
OPTIONAL MATCH (c)-[:LOCATED_IN]->(d:District)
WITH c, d, CASE WHEN c.category = 'handloom_powerloom' THEN 'looms' ELSE 'units' END AS counted, CASE WHEN c.category = 'handloom_powerloom' THEN 200 ELSE 20 END AS needed, CASE WHEN c.category = 'handloom_powerloom' THEN c.looms ELSE c.units END AS known
WITH c, d, counted, needed, known, CASE WHEN c.category IS NULL THEN 'unknown: category' WHEN known IS NULL THEN 'unknown: ' + counted WHEN known >= needed THEN 'enough' ELSE 'too few' END AS size_rule
RETURN c.name AS cluster, d.name AS district, c.category AS category, size_rule, coalesce(toString(known), 'unknown') AS number, counted, needed, CASE WHEN c.spv IS NULL THEN 'unknown' WHEN c.spv THEN 'yes' ELSE 'no' END AS registered_spv, CASE WHEN c.champion IS NULL THEN 'unknown' WHEN c.champion THEN 'yes' ELSE 'no' END AS champion, c.source AS source, c.id AS id
ORDER BY CASE size_rule WHEN 'enough' THEN 0 WHEN 'too few' THEN 2 ELSE 1 END, category, district, id
