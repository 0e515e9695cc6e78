// Generated enterprises: by district and size; stand-ins for a registry, not real firms
MATCH (e:Enterprise)-[:LOCATED_IN]->(d:District)
WHERE e.synthetic
RETURN d.name AS district, count(e) AS generated_not_real, sum(CASE WHEN e.size = 'micro' THEN 1 ELSE 0 END) AS micro, sum(CASE WHEN e.size = 'small' THEN 1 ELSE 0 END) AS small, sum(CASE WHEN e.size = 'medium' THEN 1 ELSE 0 END) AS medium, d.id AS id
ORDER BY generated_not_real DESC, id
