// Load institutions
// A row replaces what is stored under its id; loading it again changes nothing.
// $rows: id, properties (a map with every property of the node)
// :param rows => [{id: 'institution:csir-niist', properties: {id: 'institution:csir-niist', source: 'sample', as_of: '2026', synthetic: true}}]
UNWIND $rows AS row
MERGE (n:Institution {id: row.id})
SET n = row.properties
