// Load SERVES from banks to districts
// A row replaces the relationship with its key between its two ends; loading it again changes nothing.
// $rows: start_id, end_id, key, properties (a map with every property of the relationship)
// :param rows => [{start_id: 'bank:canara', end_id: 'district:alappuzha', key: 'one', properties: {key: 'one', source: 'sample', as_of: '2026', synthetic: true}}]
UNWIND $rows AS row
MATCH (a:Bank {id: row.start_id})
MATCH (b:District {id: row.end_id})
MERGE (a)-[r:SERVES {key: row.key}]->(b)
SET r = row.properties
