// The ids of those that schemes can be for, of some kinds
// $labels: which, of Cluster, Enterprise and Startup
// :param labels => ['Cluster', 'Startup']
MATCH (n:Cluster|Enterprise|Startup)
WHERE labels(n)[0] IN $labels
RETURN labels(n)[0] AS label, n.id AS id
ORDER BY label, id
