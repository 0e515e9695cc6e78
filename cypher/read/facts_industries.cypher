// The industries of a cluster, enterprise or start-up with the source of each
// $id: id of the cluster, enterprise or start-up
// :param id => 'cluster:alappuzha-coir'
MATCH (e:Cluster|Enterprise|Startup {id: $id})-[r:ACTIVE_IN]->(i:Industry)
RETURN i.id AS industry, r.source AS source, r.as_of AS as_of
ORDER BY industry
