// The network around one cluster, one step out (drawing)
// $cluster: id of the cluster
// :param cluster => 'cluster:alappuzha-coir'
MATCH (c:Cluster {id: $cluster})-[r]-(n)
WHERE NOT n:Enterprise AND NOT n:Claim
RETURN c, r, n
ORDER BY type(r), n.id, r.key
