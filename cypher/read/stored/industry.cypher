// What is stored of these industries: their properties
// $ids: which
// :param ids => ['industry:1394']
MATCH (n:Industry)
WHERE n.id IN $ids
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
