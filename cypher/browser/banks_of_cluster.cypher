// Cluster banks: those at work in its district, the lead bank first
// $cluster: id of the cluster
// :param cluster => 'cluster:alappuzha-coir'
MATCH (c:Cluster {id: $cluster})-[:LOCATED_IN]->(d:District)<-[r:SERVES|LEADS]-(b:Bank)
WITH d, b, max(CASE WHEN type(r) = 'LEADS' THEN 1 ELSE 0 END) AS leads, max(r.branches) AS branches, max(r.as_of) AS as_of
RETURN b.name AS bank, b.kind AS kind, d.name AS district, CASE leads WHEN 1 THEN 'lead bank' ELSE '' END AS role, branches AS branches_in_the_district, as_of, b.id AS id
ORDER BY leads DESC, branches_in_the_district DESC, id
