// The relationships that start at some nodes and that a ranking may rest on, as read/network_ties gives them
// $ids: of the nodes
// :param ids => ['institution:csir-niist', 'cluster:alappuzha-coir']
MATCH (a:State|District|Constituency|Industry|Product|Capability|Cluster|Institution|Startup|Technology|Bank|Scheme|Association)
WHERE a.id IN $ids
MATCH (a)-[r]->(b)
WHERE type(r) <> 'ASSESSED_FOR'
RETURN a.id AS start_id, type(r) AS type, b.id AS end_id, properties(r) AS properties
