// The facts of a cluster, enterprise or start-up that schemes depend on, a row for each cluster it belongs to
// $id: id of the cluster, enterprise or start-up
// :param id => 'cluster:alappuzha-coir'
MATCH (e:Cluster|Enterprise|Startup {id: $id})
OPTIONAL MATCH (e)-[:LOCATED_IN]->(stated:State)
OPTIONAL MATCH (e)-[:LOCATED_IN]->(:District)-[:PART_OF]->(around:State)
OPTIONAL MATCH (e)-[member:MEMBER_OF]->(c:Cluster)
RETURN e.id AS id, e.name AS name, e.category AS category, e.synthetic AS synthetic, coalesce(stated.id, around.id) AS state, coalesce(stated.name, around.name) AS state_name, c.id AS cluster, c.name AS cluster_name, c.category AS cluster_category, properties(member) AS properties
ORDER BY cluster, state
