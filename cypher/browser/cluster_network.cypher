// Cluster network, drawn: all that one cluster is tied to, one step out
// $cluster: id of the cluster
// :param cluster => 'cluster:alappuzha-coir'
MATCH (c:Cluster {id: $cluster})-[r]-(n)
WHERE type(r) <> 'ASSESSED_FOR' AND NOT n:Enterprise AND NOT n:Claim AND NOT n:Feedback AND NOT n:State
RETURN c, r, n
ORDER BY type(r), n.id, r.key
