// Bodies that are registered as the Special Purpose Vehicle of a cluster
// $id: id of the cluster
// :param id => 'cluster:adityapur-auto-components'
MATCH (a:Association {kind: 'spv'})-[r:REPRESENTS]->(c:Cluster {id: $id})
RETURN a.id AS association, a.name AS name, r.source AS source, r.as_of AS as_of
ORDER BY association
