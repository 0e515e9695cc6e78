// Technology in use, drawn: the clusters that use it, its makers and its industries
// $technology: id of the technology
// :param technology => 'technology:coir-yarn-spinning'
MATCH (t:Technology {id: $technology})-[r:USES|PILOTED_IN|APPLIES_TO|DEVELOPS]-(n)
OPTIONAL MATCH (n)-[l:LOCATED_IN]->(d:District)
RETURN t, r, n, l, d
ORDER BY n.id, r.key, d.id
