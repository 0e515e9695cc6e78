// Whether a technology is known in a cluster: in use, tried or piloted
// $id: id of the cluster
// $technology: id of the technology
// :param id => 'cluster:alappuzha-coir'
// :param technology => 'technology:backwater-retting'
MATCH (c:Cluster {id: $id})-[r:USES|PILOTED_IN]-(t:Technology {id: $technology})
WHERE coalesce(r.planned, false) = false
RETURN t.id AS technology, r.source AS source, r.as_of AS as_of
ORDER BY source, as_of
