// Industries that a search finds, best first
// $query: words to look for (Lucene syntax), $limit: how many at most
// :param query => 'kerala'
// :param limit => 10
CALL db.index.fulltext.queryNodes('industry_text', $query) YIELD node, score
RETURN node.id AS id, node.name AS name, score
ORDER BY score DESC, id
LIMIT $limit
