// Cluster relatives, drawn: same industry, and the institutions that work with them
// $cluster: id of the cluster
// :param cluster => 'cluster:alappuzha-coir'
MATCH (c:Cluster {id: $cluster})-[a:ACTIVE_IN]->(industry:Industry)<-[b:ACTIVE_IN]-(relative:Cluster)<-[w:MENTORS|COLLABORATED_WITH]-(i:Institution)
WHERE coalesce(w.planned, false) = false
RETURN c, a, industry, b, relative, w, i
ORDER BY industry.id, relative.id, i.id, w.key
