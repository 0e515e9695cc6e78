// Load OFFERS from institutions to capabilities
// A row replaces the relationship with its key between its two ends; loading it again changes nothing.
// $rows: start_id, end_id, key, properties (a map with every property of the relationship)
// :param rows => [{start_id: 'institution:csir-niist', end_id: 'capability:product-design', key: 'one', properties: {key: 'one', source: 'sample', as_of: '2026', synthetic: true}}]
UNWIND $rows AS row
MATCH (a:Institution {id: row.start_id})
MATCH (b:Capability {id: row.end_id})
MERGE (a)-[r:OFFERS {key: row.key}]->(b)
SET r = row.properties
