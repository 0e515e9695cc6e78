// Drawn verdicts of a cluster: the schemes that it can have, or may once facts are known
// $cluster: id of the cluster
// :param cluster => 'cluster:alappuzha-coir'
MATCH (c:Cluster {id: $cluster})-[r:ASSESSED_FOR]->(s:Scheme)
WHERE r.status <> 'not_eligible' AND NOT coalesce(r.reason, '') IN ['lapsed', 'not_begun']
RETURN c, r, s
ORDER BY s.id
