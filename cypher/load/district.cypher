// Load districts
// A row replaces what is stored under its id; loading it again changes nothing.
// $rows: id, properties (a map with every property of the node)
// :param rows => [{id: 'district:alappuzha', properties: {id: 'district:alappuzha', source: 'sample', as_of: '2026', synthetic: true}}]
UNWIND $rows AS row
MERGE (n:District {id: row.id})
SET n = row.properties
