// What is stored of these startups: their properties
// $ids: which
// :param ids => ['startup:genrobotics']
MATCH (n:Startup)
WHERE n.id IN $ids
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
