// Diagnostic studies of a cluster that institutions have made
// $id: id of the cluster
// :param id => 'cluster:alappuzha-coir'
MATCH (i:Institution)-[r:COLLABORATED_WITH|MENTORS {kind: 'diagnostic_study'}]->(c:Cluster {id: $id})
WHERE coalesce(r.planned, false) = false
RETURN i.id AS institution, i.name AS name, r.source AS source, r.as_of AS as_of
ORDER BY institution, source
