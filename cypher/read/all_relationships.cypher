// Every relationship with its type, its ends and its properties
MATCH (a)-[r]->(b)
RETURN labels(a)[0] AS start_label, a.id AS start_id, type(r) AS type, labels(b)[0] AS end_label, b.id AS end_id, properties(r) AS properties
