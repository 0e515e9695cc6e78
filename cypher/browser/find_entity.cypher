// Find an id: anything by words in its names or description
// $words: words that stand next to each other in it, $most: how many rows at most
// :param words => 'coir'
// :param most => 50
MATCH (n)
WHERE toLower(n.search_text) CONTAINS toLower($words) AND NOT n:Enterprise
RETURN labels(n)[0] AS kind, n.name AS name, n.id AS id
ORDER BY CASE WHEN toLower(n.name) CONTAINS toLower($words) THEN 0 ELSE 1 END, kind, name, id
LIMIT toInteger($most)
