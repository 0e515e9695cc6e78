// A page of start-ups that pass the filters, by id
// $district: id of the district it lies in, null for any
// $state: id of the state it lies in, null for any
// $kind: its kind, null for any
// $stage: its stage, null for any
// $industry: id of an industry that it serves, or that contains one, null for any
// $offset: how many to pass over, $limit: how many at most
// :param district => null
// :param state => 'state:kerala'
// :param kind => 'firm'
// :param stage => null
// :param industry => null
// :param offset => 0
// :param limit => 20
MATCH (n:Startup)
WHERE ($district IS NULL OR EXISTS { (n)-[:LOCATED_IN]->(:District {id: $district}) })
  AND ($state IS NULL OR EXISTS { (n)-[:LOCATED_IN]->(:State {id: $state}) } OR EXISTS { (n)-[:LOCATED_IN]->(:District)-[:PART_OF]->(:State {id: $state}) })
  AND ($kind IS NULL OR n.kind = $kind)
  AND ($stage IS NULL OR n.stage = $stage)
  AND ($industry IS NULL OR EXISTS { (n)-[:ACTIVE_IN]->(:Industry)-[:PART_OF*0..5]->(:Industry {id: $industry}) })
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
SKIP $offset
LIMIT $limit
