// Cluster pilots: technologies meant for its industry that are not known to be in use there
// $cluster: id of the cluster
// :param cluster => 'cluster:alappuzha-coir'
MATCH (c:Cluster {id: $cluster})-[:ACTIVE_IN]->(:Industry)-[:PART_OF*0..1]->(n:Industry)<-[:APPLIES_TO]-(t:Technology)<-[:DEVELOPS]-(who)
WHERE NOT EXISTS { (t)-[:USES|PILOTED_IN]-(c) }
WITH t, n, who ORDER BY n.code, who.name
WITH t, collect(DISTINCT n.name) AS industries, collect(DISTINCT who.name) AS developers
RETURN t.name AS technology, t.problem AS problem, developers, t.maturity AS maturity, industries, t.id AS id
ORDER BY id
