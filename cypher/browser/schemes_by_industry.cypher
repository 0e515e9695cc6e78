// Schemes by industry: meant for an industry or a part of it
// $industry: id of a node of the NIC-2008 tree
// :param industry => 'industry:13'
MATCH (n:Industry {id: $industry})<-[:PART_OF*0..4]-(part:Industry)<-[r:SUPPORTS]-(s:Scheme)
WITH part, s, r ORDER BY r.what
WITH part, s, collect(DISTINCT r.what) AS what_for
RETURN part.code AS nic, part.name AS industry, s.name AS scheme, s.authority AS authority, s.level AS level, coalesce(s.status, 'unknown') AS status, what_for, s.gives AS gives, s.source AS source, s.id AS id
ORDER BY nic, id
