// Load schemes
// A row replaces what is stored under its id; loading it again changes nothing.
// $rows: id, properties (a map with every property of the node)
// :param rows => [{id: 'scheme:mse-cdp', properties: {id: 'scheme:mse-cdp', source: 'sample', as_of: '2026', synthetic: true}}]
UNWIND $rows AS row
MERGE (n:Scheme {id: row.id})
SET n = row.properties
