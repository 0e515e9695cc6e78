// Verdicts lack these facts: what to ask the field, by how many clusters it bears on
// $state: id of the state, $most: how many rows at most
// :param state => 'state:kerala'
// :param most => 50
MATCH (c:Cluster)-[r:ASSESSED_FOR {reason: 'missing'}]->(s:Scheme)
WHERE (c)-[:LOCATED_IN]->(:State {id: $state})
UNWIND r.missing AS fact
WITH fact, c, s, size(r.missing) AS lacking
RETURN fact, count(DISTINCT c) AS clusters, count(DISTINCT s) AS schemes, sum(CASE WHEN lacking = 1 THEN 1 ELSE 0 END) AS verdicts_that_hang_on_it_alone
ORDER BY clusters DESC, verdicts_that_hang_on_it_alone DESC, fact
LIMIT toInteger($most)
