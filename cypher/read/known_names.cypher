// Names, other names, places and texts of every entity but enterprises: the words that the graph uses
MATCH (n)
WHERE n.id IS NOT NULL AND n.name IS NOT NULL AND NOT n:Enterprise AND NOT n:Claim AND NOT n:SangamGraph AND NOT n:SangamChange
RETURN n.id AS id, labels(n)[0] AS label, n.name AS name, n.aliases AS aliases, n.place AS place, n.search_text AS text
ORDER BY id
