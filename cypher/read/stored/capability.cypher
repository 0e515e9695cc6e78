// What is stored of these capabilities: their properties
// $ids: which
// :param ids => ['capability:product-design']
MATCH (n:Capability)
WHERE n.id IN $ids
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
