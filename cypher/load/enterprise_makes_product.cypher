// Load MAKES from enterprises to products
// A row replaces the relationship with its key between its two ends; loading it again changes nothing.
// $rows: start_id, end_id, key, properties (a map with every property of the relationship)
// :param rows => [{start_id: 'enterprise:1', end_id: 'product:coir-mat', key: 'one', properties: {key: 'one', source: 'sample', as_of: '2026', synthetic: true}}]
UNWIND $rows AS row
MATCH (a:Enterprise {id: row.start_id})
MATCH (b:Product {id: row.end_id})
MERGE (a)-[r:MAKES {key: row.key}]->(b)
SET r = row.properties
