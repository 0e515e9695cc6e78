// A page of banks that pass the filters, by id
// $district: id of a district that it serves or leads, null for any
// $state: id of a state in which it serves or leads a district, null for any
// $kind: its kind, null for any
// $offset: how many to pass over, $limit: how many at most
// :param district => 'district:alappuzha'
// :param state => null
// :param kind => 'public'
// :param offset => 0
// :param limit => 20
MATCH (n:Bank)
WHERE ($district IS NULL OR EXISTS { (n)-[:SERVES|LEADS]->(:District {id: $district}) })
  AND ($state IS NULL OR EXISTS { (n)-[:SERVES|LEADS]->(:District)-[:PART_OF]->(:State {id: $state}) })
  AND ($kind IS NULL OR n.kind = $kind)
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
SKIP $offset
LIMIT $limit
