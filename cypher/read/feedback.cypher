// Feedback on suggested pairs, the oldest first
MATCH (f:Feedback)
RETURN properties(f) AS properties
ORDER BY f.at, f.id
