// Out of date: verdicts of an earlier day, graph or rule than the newest, or past review
// What `sangam schemes write --all` writes next takes their place.
// $most: how many rows at most
// :param most => 50
MATCH ()-[n:ASSESSED_FOR]->()
WITH max(n.on) AS newest
MATCH (c)-[r:ASSESSED_FOR]->(s:Scheme)
OPTIONAL MATCH ()-[m:ASSESSED_FOR]->(s)
WHERE m.on = newest AND m.rule <> r.rule
WITH newest, c, r, s, count(m) AS other_rule
WITH newest, c, r, s, CASE WHEN r.on < newest THEN 'of an earlier day' WHEN other_rule > 0 THEN 'of another rule' WHEN r.review < r.on THEN 'rule past its review' ELSE '' END AS why
WHERE why <> ''
RETURN why, c.name AS subject, s.name AS scheme, replace(r.status, '_', ' ') AS verdict, r.on AS as_of_day, r.review AS rule_to_be_checked_by, newest AS newest_day, c.id AS id, s.id AS scheme_id
ORDER BY why, id, scheme_id
LIMIT toInteger($most)
