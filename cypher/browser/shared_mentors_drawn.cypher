// Shared mentors, drawn: institutions that work with more than one cluster of a state
// $state: id of the state
// :param state => 'state:kerala'
MATCH (i:Institution)-[w:MENTORS|COLLABORATED_WITH]->(c:Cluster)-[:LOCATED_IN]->(:State {id: $state})
WHERE coalesce(w.planned, false) = false
WITH i, count(DISTINCT c) AS clusters
WHERE clusters > 1
MATCH (i)-[w:MENTORS|COLLABORATED_WITH]->(c:Cluster)-[:LOCATED_IN]->(:State {id: $state})
WHERE coalesce(w.planned, false) = false
RETURN i, w, c
ORDER BY i.id, c.id, w.key
