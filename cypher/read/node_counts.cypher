// How many nodes of each label there are
MATCH (n)
RETURN labels(n)[0] AS label, count(n) AS count
ORDER BY label
