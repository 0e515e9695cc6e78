// Load ABOUT from claims to associations
// A row replaces the relationship with its key between its two ends; loading it again changes nothing.
// $rows: start_id, end_id, key, properties (a map with every property of the relationship)
// :param rows => [{start_id: 'claim:1', end_id: 'association:indian-coir-association', key: 'one', properties: {key: 'one', source: 'sample', as_of: '2026', synthetic: true}}]
UNWIND $rows AS row
MATCH (a:Claim {id: row.start_id})
MATCH (b:Association {id: row.end_id})
MERGE (a)-[r:ABOUT {key: row.key}]->(b)
SET r = row.properties
