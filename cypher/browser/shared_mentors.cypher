// Shared mentors: pairs of clusters that have an institution in common, so that one can ask the other
// $state: id of the state in which both lie
// :param state => 'state:kerala'
MATCH (s:State {id: $state})<-[:LOCATED_IN]-(a:Cluster)<-[v:MENTORS|COLLABORATED_WITH]-(i:Institution)-[w:MENTORS|COLLABORATED_WITH]->(b:Cluster)-[:LOCATED_IN]->(s)
WHERE a.id < b.id AND coalesce(v.planned, false) = false AND coalesce(w.planned, false) = false
WITH a, b, i ORDER BY i.name
WITH a, b, collect(DISTINCT i.name) AS institutions
RETURN a.name AS cluster, b.name AS other_cluster, size(institutions) AS shared, institutions, a.id AS id, b.id AS other_id
ORDER BY shared DESC, id, other_id
