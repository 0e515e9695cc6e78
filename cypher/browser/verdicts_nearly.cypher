// Nearly there: clusters that one condition alone keeps from a scheme
// Conditions that keep few clusters away come first: they are more often a matter of growing than of kind.
// $state: id of the state, $most: how many rows at most
// :param state => 'state:kerala'
// :param most => 50
MATCH (c:Cluster)-[r:ASSESSED_FOR {status: 'not_eligible'}]->(s:Scheme)
WHERE (c)-[:LOCATED_IN]->(:State {id: $state}) AND size(r.clauses) = 1
WITH s, r.clauses[0] AS condition, c, r ORDER BY c.id
WITH s, condition, count(c) AS clusters_it_keeps_away, collect({cluster: c.name, id: c.id, source: r.source, as_of: r.as_of, on: r.on}) AS kept
UNWIND kept AS one
RETURN one.cluster AS cluster, s.name AS scheme, condition, clusters_it_keeps_away, one.source AS source, one.as_of AS as_of, one.on AS as_of_day, one.id AS id, s.id AS scheme_id
ORDER BY clusters_it_keeps_away, scheme_id, condition, id
LIMIT toInteger($most)
