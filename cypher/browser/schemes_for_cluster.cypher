// Cluster schemes: those that helped it or are meant for its industry
// Whether the cluster may apply is for the scheme's own rules to say.
// $cluster: id of the cluster
// :param cluster => 'cluster:alappuzha-coir'
MATCH (c:Cluster {id: $cluster})-[:ACTIVE_IN*0..1]->(near)-[:PART_OF*0..4]->(target)<-[r:SUPPORTS]-(s:Scheme)
WHERE target:Cluster OR target:Industry
WITH s, target, r ORDER BY labels(target)[0], target.id, r.key
WITH s, collect(DISTINCT CASE WHEN target:Cluster THEN 'has helped this cluster' ELSE 'meant for: ' + target.name END) AS why
RETURN s.name AS scheme, s.authority AS authority, s.level AS level, coalesce(s.status, 'unknown') AS status, why, s.gives AS gives, s.who_may_apply AS who_may_apply, s.source AS source, s.as_of AS as_of, s.id AS id
ORDER BY id
