// Every relationship that a ranking may rest on, with its properties: none of enterprises or claims, no verdicts
MATCH (a)-[r]->(b)
WHERE NOT a:Enterprise AND NOT a:Claim AND type(r) <> 'ASSESSED_FOR'
RETURN a.id AS start_id, type(r) AS type, b.id AS end_id, properties(r) AS properties
