// Keep what the field said of clusters, apart from what sources say of them
// A statement of the same voice and day on the same fact replaces the one that is there; the clusters' own
// fields are not touched.
// $rows: id, entity, properties (a map with every property of the claim), tie (a map with those of ABOUT)
// :param rows => [{id: 'claim:desk-1', entity: 'cluster:alappuzha-coir', properties: {id: 'claim:desk-1', entity: 'cluster:alappuzha-coir', field: 'desk:spv', value: 'true', note: 'dinc', source: 'sample', as_of: '2026-11-24', synthetic: false}, tie: {key: '-', source: 'sample', as_of: '2026-11-24', synthetic: false}}]
UNWIND $rows AS row
MATCH (c:Cluster {id: row.entity})
MERGE (k:Claim {id: row.id})
SET k = row.properties
MERGE (k)-[r:ABOUT {key: '-'}]->(c)
SET r = row.tie
