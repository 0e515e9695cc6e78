// Technology in use: where it is used, was tried or was piloted, and who says so
// $technology: id of the technology
// :param technology => 'technology:coir-yarn-spinning'
MATCH (t:Technology {id: $technology})-[r:USES|PILOTED_IN]-(c:Cluster)
OPTIONAL MATCH (c)-[:LOCATED_IN]->(d:District)
RETURN t.name AS technology, c.name AS cluster, d.name AS district, CASE WHEN type(r) = 'PILOTED_IN' THEN 'piloted' ELSE coalesce(r.status, 'in use, how is not stated') END AS how, coalesce(r.since, r.year) AS since, r.source AS source, r.as_of AS as_of, c.id AS id
ORDER BY id, r.key
