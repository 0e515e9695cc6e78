// Sources: those that carry most of the graph, with the span of their dates
// $most: how many rows at most
// :param most => 50
CALL () {
  MATCH (n)
  WHERE n.source IS NOT NULL AND n.synthetic = false
  RETURN n.source AS source, n.as_of AS as_of, 1 AS node, 0 AS tie
  UNION ALL
  MATCH ()-[r]->()
  WHERE r.source IS NOT NULL AND r.synthetic = false AND type(r) <> 'ASSESSED_FOR'
  RETURN r.source AS source, r.as_of AS as_of, 0 AS node, 1 AS tie
}
RETURN source, sum(node) + sum(tie) AS facts, sum(node) AS nodes, sum(tie) AS ties, min(CASE WHEN as_of = 'undated' THEN NULL ELSE as_of END) AS from_date, max(CASE WHEN as_of = 'undated' THEN NULL ELSE as_of END) AS to_date
ORDER BY facts DESC, source
LIMIT toInteger($most)
