// Cluster sources: every tie with the source that states it and the date that it speaks of
// $cluster: id of the cluster
// :param cluster => 'cluster:alappuzha-coir'
MATCH (c:Cluster {id: $cluster})-[r]-(n)
WHERE type(r) <> 'ASSESSED_FOR' AND NOT n:Enterprise AND NOT n:Claim AND NOT n:Feedback
RETURN type(r) AS tie, labels(n)[0] AS kind, n.name AS name, coalesce(r.statement, r.what) AS what, r.source AS source, r.as_of AS as_of, n.id AS id
ORDER BY tie, id, what, source
