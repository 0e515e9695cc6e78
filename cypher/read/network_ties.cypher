// Every relationship that a ranking may rest on, with its properties: none of enterprises or claims
MATCH (a)-[r]->(b)
WHERE NOT a:Enterprise AND NOT a:Claim
RETURN a.id AS start_id, type(r) AS type, b.id AS end_id, properties(r) AS properties
