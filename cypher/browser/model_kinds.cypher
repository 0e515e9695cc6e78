// Model: kinds of node, with real and generated ones counted apart
MATCH (n)
WHERE n.id IS NOT NULL AND NOT n:SangamGraph AND NOT n:SangamChange
RETURN labels(n)[0] AS kind, sum(CASE WHEN n.synthetic THEN 0 ELSE 1 END) AS real, sum(CASE WHEN n.synthetic THEN 1 ELSE 0 END) AS generated
ORDER BY real DESC, kind
