// Load feedback
// A row replaces what is stored under its id; loading it again changes nothing.
// $rows: id, properties (a map with every property of the node)
// :param rows => [{id: 'feedback:1', properties: {id: 'feedback:1', source: 'sample', as_of: '2026', synthetic: true}}]
UNWIND $rows AS row
MERGE (n:Feedback {id: row.id})
SET n = row.properties
