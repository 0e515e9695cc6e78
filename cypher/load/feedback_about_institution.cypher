// Load ABOUT from feedback to institutions
// A row replaces the relationship with its key between its two ends; loading it again changes nothing.
// $rows: start_id, end_id, key, properties (a map with every property of the relationship)
// :param rows => [{start_id: 'feedback:1', end_id: 'institution:csir-niist', key: 'one', properties: {key: 'one', source: 'sample', as_of: '2026', synthetic: true}}]
UNWIND $rows AS row
MATCH (a:Feedback {id: row.start_id})
MATCH (b:Institution {id: row.end_id})
MERGE (a)-[r:ABOUT {key: row.key}]->(b)
SET r = row.properties
