// Cluster and institution, drawn: what ties one to the other, at most two steps apart
// $institution: id of the institution, $cluster: id of the cluster
// :param institution => 'institution:ccri'
// :param cluster => 'cluster:alappuzha-coir'
MATCH (i:Institution {id: $institution})-[a]-(between)-[b]-(c:Cluster {id: $cluster})
WHERE NOT between:State AND NOT between:Enterprise AND NOT between:Claim AND NOT between:Feedback
RETURN i, a, between, b, c
ORDER BY between.id, a.key, b.key
