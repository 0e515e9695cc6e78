// Constituencies: those of a district, with the clusters that are known to touch each
// A cluster whose constituency no source gives is not in this list; its district is known all the same.
// $district: id of the district
// :param district => 'district:alappuzha'
MATCH (l:Constituency)-[:PART_OF]->(d:District {id: $district})
OPTIONAL MATCH (c:Cluster)-[t:LOCATED_IN]->(l)
WITH l, c, t ORDER BY c.name
WITH l, collect(c.name + CASE WHEN t.share IS NULL THEN '' ELSE ' (' + toString(t.share) + ' of its units)' END + CASE WHEN c.established = false THEN ', new' ELSE '' END) AS clusters
RETURN l.number AS number, l.name AS constituency, l.name_ml AS malayalam, l.reserved AS reserved_for, size(clusters) AS clusters_known, clusters, l.id AS id
ORDER BY number
