// Every relationship that a ranking may rest on, with its properties: none of enterprises, claims or feedback, no verdicts
MATCH (a)-[r]->(b)
WHERE NOT a:Enterprise AND NOT a:Claim AND NOT a:Feedback AND type(r) <> 'ASSESSED_FOR'
RETURN a.id AS start_id, type(r) AS type, b.id AS end_id, properties(r) AS properties
