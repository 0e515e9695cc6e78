// Those of some enterprises that pass the filters
// $ids: which may
// $district: id of the district it lies in, null for any
// $state: id of the state it lies in, null for any
// $size: its size class, null for any
// $activity: its activity, null for any
// $industry: id of an industry that it works in, or that contains one, null for any
// $cluster: id of the cluster that it belongs to, null for any
// :param ids => ['enterprise:syn-000001']
// :param district => 'district:alappuzha'
// :param state => null
// :param size => 'micro'
// :param activity => null
// :param industry => null
// :param cluster => null
MATCH (n:Enterprise)
WHERE n.id IN $ids
  AND ($district IS NULL OR EXISTS { (n)-[:LOCATED_IN]->(:District {id: $district}) })
  AND ($state IS NULL OR EXISTS { (n)-[:LOCATED_IN]->(:District)-[:PART_OF]->(:State {id: $state}) })
  AND ($size IS NULL OR n.size = $size)
  AND ($activity IS NULL OR n.activity = $activity)
  AND ($industry IS NULL OR EXISTS { (n)-[:ACTIVE_IN]->(:Industry)-[:PART_OF*0..5]->(:Industry {id: $industry}) })
  AND ($cluster IS NULL OR EXISTS { (n)-[:MEMBER_OF]->(:Cluster {id: $cluster}) })
RETURN n.id AS id
ORDER BY id
