// Those of some clusters that pass the filters
// $ids: which may
// $district: id of the district it lies in, null for any
// $state: id of the state it lies in, null for any
// $category: its category, null for any
// $stage: its stage, null for any
// $industry: id of an industry that it works in, or that contains one, null for any
// :param ids => ['cluster:alappuzha-coir']
// :param district => 'district:alappuzha'
// :param state => 'state:kerala'
// :param category => null
// :param stage => null
// :param industry => null
MATCH (n:Cluster)
WHERE n.id IN $ids
  AND ($district IS NULL OR EXISTS { (n)-[:LOCATED_IN]->(:District {id: $district}) })
  AND ($state IS NULL OR EXISTS { (n)-[:LOCATED_IN]->(:State {id: $state}) } OR EXISTS { (n)-[:LOCATED_IN]->(:District)-[:PART_OF]->(:State {id: $state}) })
  AND ($category IS NULL OR n.category = $category)
  AND ($stage IS NULL OR n.stage = $stage)
  AND ($industry IS NULL OR EXISTS { (n)-[:ACTIVE_IN]->(:Industry)-[:PART_OF*0..5]->(:Industry {id: $industry}) })
RETURN n.id AS id
ORDER BY id
