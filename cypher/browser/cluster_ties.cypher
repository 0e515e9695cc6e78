// Ties of clusters, drawn: who supplies whom, and who shares a market, a facility or a raw material
MATCH (a:Cluster)-[r:SUPPLIES|SHARES]->(b:Cluster)
RETURN a, r, b
ORDER BY a.id, b.id, r.key
