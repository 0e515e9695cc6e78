// Model: ties between the kinds, counted
MATCH (a)-[r]->(b)
WHERE NOT a:Claim AND NOT a:Feedback AND NOT a:Enterprise
RETURN labels(a)[0] AS from_kind, type(r) AS tie, labels(b)[0] AS to_kind, count(r) AS ties
ORDER BY from_kind, tie, to_kind
