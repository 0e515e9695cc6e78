// What is stored of these districts: their properties
// $ids: which
// :param ids => ['district:alappuzha']
MATCH (n:District)
WHERE n.id IN $ids
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
