// What the graph knows of an enterprise or a start-up as an applicant for schemes
// $id: id of the enterprise or start-up
// :param id => 'startup:aakri'
MATCH (e:Enterprise|Startup {id: $id})
OPTIONAL MATCH (e)-[:LOCATED_IN]->(d:District)
OPTIONAL MATCH (e)-[:LOCATED_IN]->(s:State)
OPTIONAL MATCH (d)-[:PART_OF]->(around:State)
RETURN properties(e) AS properties, d.id AS district, coalesce(s.id, around.id) AS state
ORDER BY district, state
