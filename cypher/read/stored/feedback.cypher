// What is stored of these pieces of feedback: their properties
// $ids: which
// :param ids => ['feedback:1']
MATCH (n:Feedback)
WHERE n.id IN $ids
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
