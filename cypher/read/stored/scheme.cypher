// What is stored of these schemes: their properties
// $ids: which
// :param ids => ['scheme:mse-cdp']
MATCH (n:Scheme)
WHERE n.id IN $ids
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
