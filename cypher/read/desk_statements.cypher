// What the field said of clusters on the programme desk, the oldest first
// $ids: ids of the clusters
// :param ids => ['cluster:alappuzha-coir']
MATCH (k:Claim)
WHERE k.entity IN $ids AND k.field STARTS WITH 'desk:'
RETURN k.id AS id, k.entity AS entity, k.field AS field, k.value AS value, k.note AS role, k.source AS source, k.as_of AS as_of
ORDER BY as_of, id
