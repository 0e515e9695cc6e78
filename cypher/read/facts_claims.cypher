// What other sources say of the fields of an entity
// $id: id of the entity
// :param id => 'cluster:alappuzha-coir'
MATCH (c:Claim {entity: $id})
RETURN c.field AS field, c.value AS value, c.source AS source, c.as_of AS as_of, c.note AS note
ORDER BY field, source, value
