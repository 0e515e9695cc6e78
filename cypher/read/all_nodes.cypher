// Every node with its label and properties; the log of changes is none of the graph
MATCH (n)
WHERE NOT n:SangamChange
RETURN labels(n)[0] AS label, properties(n) AS properties
