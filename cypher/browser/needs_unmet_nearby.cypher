// Unmet needs: shared by many clusters, met by no institution of their own district
// $least: how many clusters at least
// :param least => 3
MATCH (c:Cluster)-[:NEEDS]->(k:Capability), (c)-[:LOCATED_IN]->(d:District)
WITH DISTINCT k, c, d
WITH k, c, EXISTS { (k)<-[:OFFERS]-(:Institution)-[:LOCATED_IN]->(d) } AS in_district, EXISTS { (k)<-[:OFFERS]-(:Institution)-[:LOCATED_IN]->(:State)<-[:LOCATED_IN]-(c) } AS in_state
ORDER BY c.name
WITH k, count(c) AS clusters, sum(CASE WHEN in_district THEN 0 ELSE 1 END) AS not_in_district, sum(CASE WHEN in_state THEN 0 ELSE 1 END) AS not_in_state, collect(CASE WHEN NOT in_state THEN c.name END) AS nobody_in_the_state
WHERE not_in_district >= $least
RETURN k.name AS need, clusters AS clusters_that_state_it, not_in_district AS without_an_offer_in_their_district, not_in_state AS without_an_offer_in_their_state, nobody_in_the_state[..10] AS some_without_an_offer_in_their_state, k.id AS id
ORDER BY without_an_offer_in_their_state DESC, without_an_offer_in_their_district DESC, id
