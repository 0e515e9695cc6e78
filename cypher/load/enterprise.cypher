// Load enterprises
// A row replaces what is stored under its id; loading it again changes nothing.
// $rows: id, properties (a map with every property of the node)
// :param rows => [{id: 'enterprise:1', properties: {id: 'enterprise:1', source: 'sample', as_of: '2026', synthetic: true}}]
UNWIND $rows AS row
MERGE (n:Enterprise {id: row.id})
SET n = row.properties
