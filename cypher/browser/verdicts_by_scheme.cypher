// Verdicts by scheme: how many clusters can have it, cannot, or lack facts
// Unknown is not no: the facts that are missing say what to ask.
// $state: id of the state
// :param state => 'state:kerala'
MATCH (c:Cluster)-[r:ASSESSED_FOR]->(s:Scheme)
WHERE (c)-[:LOCATED_IN]->(:State {id: $state})
RETURN s.name AS scheme, sum(CASE WHEN r.status = 'eligible' THEN 1 ELSE 0 END) AS eligible, sum(CASE WHEN r.reason = 'partial' THEN 1 ELSE 0 END) AS nothing_fails_but_rule_partial, sum(CASE WHEN r.status = 'unknown' AND r.reason <> 'partial' THEN 1 ELSE 0 END) AS not_yet_known, sum(CASE WHEN r.status = 'not_eligible' THEN 1 ELSE 0 END) AS not_eligible, s.id AS id
ORDER BY eligible DESC, nothing_fails_but_rule_partial DESC, not_yet_known DESC, id
