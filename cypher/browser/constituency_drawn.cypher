// Constituency, drawn: its clusters, what they need and make, and who works with them
// $constituency: id of the constituency
// :param constituency => 'constituency:102'
MATCH (d:District)<-[p:PART_OF]-(l:Constituency {id: $constituency})
OPTIONAL MATCH (c:Cluster)-[t:LOCATED_IN]->(l)
OPTIONAL MATCH (c)-[r:NEEDS|MAKES|MENTORS|COLLABORATED_WITH|SUPPORTS]-(n)
RETURN d, p, l, t, c, r, n
ORDER BY c.id, n.id, r.key
