// How many registered enterprises the graph knows as members of a cluster, generated ones apart
// $id: id of the cluster
// :param id => 'cluster:alappuzha-coir'
MATCH (e:Enterprise {registered: true})-[r:MEMBER_OF]->(c:Cluster {id: $id})
WHERE e.synthetic = c.synthetic
RETURN count(DISTINCT e) AS members, max(r.as_of) AS as_of
