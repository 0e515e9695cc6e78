// Cluster helpers, drawn: its needs and the institutions of its state that meet most of them
// $cluster: id of the cluster, $few: how many institutions
// :param cluster => 'cluster:alappuzha-coir'
// :param few => 3
MATCH (c:Cluster {id: $cluster})-[:NEEDS]->(k:Capability)<-[:OFFERS]-(i:Institution)-[:LOCATED_IN]->(:State)<-[:LOCATED_IN]-(c)
WITH c, i, count(DISTINCT k) AS met
ORDER BY met DESC, i.id
LIMIT toInteger($few)
MATCH (c)-[n:NEEDS]->(k:Capability)<-[o:OFFERS]-(i)
RETURN c, n, k, o, i
ORDER BY i.id, k.id, n.key, o.key
