// Those of some start-ups that pass the filters
// $ids: which may
// $district: id of the district it lies in, null for any
// $state: id of the state it lies in, null for any
// $kind: its kind, null for any
// $stage: its stage, null for any
// $industry: id of an industry that it serves, or that contains one, null for any
// :param ids => ['startup:aakri']
// :param district => null
// :param state => 'state:kerala'
// :param kind => 'firm'
// :param stage => null
// :param industry => null
MATCH (n:Startup)
WHERE n.id IN $ids
  AND ($district IS NULL OR EXISTS { (n)-[:LOCATED_IN]->(:District {id: $district}) })
  AND ($state IS NULL OR EXISTS { (n)-[:LOCATED_IN]->(:State {id: $state}) } OR EXISTS { (n)-[:LOCATED_IN]->(:District)-[:PART_OF]->(:State {id: $state}) })
  AND ($kind IS NULL OR n.kind = $kind)
  AND ($stage IS NULL OR n.stage = $stage)
  AND ($industry IS NULL OR EXISTS { (n)-[:ACTIVE_IN]->(:Industry)-[:PART_OF*0..5]->(:Industry {id: $industry}) })
RETURN n.id AS id
ORDER BY id
