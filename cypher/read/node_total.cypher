// How many nodes there are, whatever they are
MATCH (n)
RETURN count(n) AS nodes
