// Which entities the graph's changes touched, from the change that made a revision on; no ids: it may be anything
// $since: the revision
// :param since => 2
MATCH (c:SangamChange)
WHERE c.revision >= $since
RETURN c.revision AS revision, c.id AS mark, c.ids AS ids
ORDER BY revision
