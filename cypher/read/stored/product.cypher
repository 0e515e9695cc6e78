// What is stored of these products: their properties
// $ids: which
// :param ids => ['product:coir-mat']
MATCH (n:Product)
WHERE n.id IN $ids
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
