// Every node that a ranking may rest on: all but generated enterprises, claims, feedback, the graph's mark and its log
MATCH (n)
WHERE n.id IS NOT NULL AND NOT n:Enterprise AND NOT n:Claim AND NOT n:Feedback AND NOT n:SangamGraph AND NOT n:SangamChange
RETURN labels(n)[0] AS label, properties(n) AS properties
