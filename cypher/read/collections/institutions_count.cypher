// How many institutions pass the filters
// $district: id of the district it lies in, null for any
// $state: id of the state it lies in, null for any
// $kind: its kind, null for any
// $industry: id of an industry that it serves, or that contains one, null for any
// $capability: id of a capability that it offers, null for any
// :param district => null
// :param state => 'state:kerala'
// :param kind => 'research_lab'
// :param industry => null
// :param capability => null
MATCH (n:Institution)
WHERE ($district IS NULL OR EXISTS { (n)-[:LOCATED_IN]->(:District {id: $district}) })
  AND ($state IS NULL OR EXISTS { (n)-[:LOCATED_IN]->(:State {id: $state}) } OR EXISTS { (n)-[:LOCATED_IN]->(:District)-[:PART_OF]->(:State {id: $state}) })
  AND ($kind IS NULL OR n.kind = $kind)
  AND ($industry IS NULL OR EXISTS { (n)-[:ACTIVE_IN]->(:Industry)-[:PART_OF*0..5]->(:Industry {id: $industry}) })
  AND ($capability IS NULL OR EXISTS { (n)-[:OFFERS]->(:Capability {id: $capability}) })
RETURN count(n) AS total
