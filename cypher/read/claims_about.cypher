// What other sources say of these entities
// $ids: ids of the entities
// :param ids => ['cluster:alappuzha-coir']
MATCH (c:Claim)
WHERE c.entity IN $ids
RETURN c.id AS id, properties(c) AS properties
ORDER BY id
