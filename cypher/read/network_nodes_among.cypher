// Those among some nodes that a ranking may rest on, as read/network_nodes gives them
// $ids: which
// :param ids => ['institution:csir-niist', 'cluster:alappuzha-coir']
MATCH (n:State|District|Constituency|Industry|Product|Capability|Cluster|Institution|Startup|Technology|Bank|Scheme|Association)
WHERE n.id IN $ids
RETURN labels(n)[0] AS label, properties(n) AS properties
