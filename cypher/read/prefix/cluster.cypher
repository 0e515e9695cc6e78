// Clusters in whose text every one of these words, or a longer word that begins with it, occurs
// $words: beginnings of words, in lower case, $limit: how many at most
// :param words => ['kera']
// :param limit => 10
MATCH (n:Cluster)
WHERE all(word IN $words WHERE toLower(n.search_text) CONTAINS word)
  AND all(word IN $words WHERE toLower(n.search_text) STARTS WITH word
  OR any(mark IN [' ', '(', '-', '/', '"'] WHERE toLower(n.search_text) CONTAINS mark + word))
RETURN n.id AS id, n.name AS name
ORDER BY id
LIMIT $limit
