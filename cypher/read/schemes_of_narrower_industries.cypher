// Schemes for a branch of an industry of a cluster, enterprise or start-up
// $id: id of the cluster, enterprise or start-up
// :param id => 'cluster:adityapur-auto-components'
MATCH (e:Cluster|Enterprise|Startup {id: $id})-[a:ACTIVE_IN]->(own:Industry)
MATCH (own)<-[:PART_OF*1..5]-(meant:Industry)<-[r:SUPPORTS]-(s:Scheme)
RETURN s.id AS scheme, own.id AS own, own.name AS own_name, {properties: properties(a)} AS active, meant.id AS meant, meant.name AS meant_name, properties(r) AS properties
ORDER BY scheme, own, meant, properties.key
