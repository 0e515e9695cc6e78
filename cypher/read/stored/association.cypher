// What is stored of these associations: their properties
// $ids: which
// :param ids => ['association:indian-coir-association']
MATCH (n:Association)
WHERE n.id IN $ids
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
