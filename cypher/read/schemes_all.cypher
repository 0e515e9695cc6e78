// Every scheme with the number of industries that it is meant for
MATCH (s:Scheme)
OPTIONAL MATCH (s)-[:SUPPORTS]->(i:Industry)
RETURN s.id AS id, properties(s) AS properties, count(DISTINCT i) AS industries
ORDER BY id
