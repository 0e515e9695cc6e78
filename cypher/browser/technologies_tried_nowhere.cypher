// Technologies tried nowhere: on offer, by how many clusters work in their industries
// $most: how many rows at most
// :param most => 50
MATCH (who)-[:DEVELOPS]->(t:Technology)
WHERE NOT EXISTS { (t)-[:USES|PILOTED_IN]-(:Cluster) }
OPTIONAL MATCH (t)-[:APPLIES_TO]->(:Industry)<-[:PART_OF*0..2]-(:Industry)<-[:ACTIVE_IN]-(c:Cluster)
WITH t, who, c ORDER BY who.name, c.name
WITH t, collect(DISTINCT who.name) AS developers, collect(DISTINCT c.name) AS clusters
RETURN t.name AS technology, developers, t.maturity AS maturity, size(clusters) AS clusters_in_its_industries, clusters[..8] AS some_of_them, t.id AS id
ORDER BY clusters_in_its_industries DESC, id
LIMIT toInteger($most)
