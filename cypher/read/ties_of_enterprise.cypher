// The relationships that start at an enterprise, with the names of their ends; no verdicts
// $id: id of the enterprise
// :param id => 'enterprise:syn-000001'
MATCH (e:Enterprise {id: $id})-[r]->(n)
WHERE type(r) <> 'ASSESSED_FOR'
RETURN e.id AS start_id, e.name AS start_name, type(r) AS type, n.id AS end_id, n.name AS end_name, properties(r) AS properties
ORDER BY type, end_id, properties.key
