// Established clusters in the constituency, other than the one asked about
// $constituency: id of the constituency
// $id: id of the cluster asked about
// :param constituency => 'constituency:104'
// :param id => 'cluster:alappuzha-coir'
MATCH (c:Cluster {established: true})-[r:LOCATED_IN]->(k:Constituency {id: $constituency})
WHERE c.id <> $id
RETURN c.id AS cluster, c.name AS name, r.source AS source, r.as_of AS as_of
ORDER BY cluster
