// What the graph knows of a cluster as an applicant for schemes
// $id: id of the cluster
// :param id => 'cluster:alappuzha-coir'
MATCH (c:Cluster {id: $id})
OPTIONAL MATCH (c)-[:LOCATED_IN]->(d:District)
OPTIONAL MATCH (c)-[:LOCATED_IN]->(s:State)
OPTIONAL MATCH (d)-[:PART_OF]->(around:State)
OPTIONAL MATCH (c)-[at:LOCATED_IN]->(k:Constituency)
RETURN properties(c) AS properties, d.id AS district, coalesce(s.id, around.id) AS state, k.id AS constituency, at.share AS share, at.source AS share_source, at.as_of AS share_as_of
ORDER BY constituency, district, state
