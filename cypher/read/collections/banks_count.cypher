// How many banks pass the filters
// $district: id of a district that it serves or leads, null for any
// $state: id of a state in which it serves or leads a district, null for any
// $kind: its kind, null for any
// :param district => 'district:alappuzha'
// :param state => null
// :param kind => 'public'
MATCH (n:Bank)
WHERE ($district IS NULL OR EXISTS { (n)-[:SERVES|LEADS]->(:District {id: $district}) })
  AND ($state IS NULL OR EXISTS { (n)-[:SERVES|LEADS]->(:District)-[:PART_OF]->(:State {id: $state}) })
  AND ($kind IS NULL OR n.kind = $kind)
RETURN count(n) AS total
