// Load ASSESSED_FOR from enterprises to schemes
// A row replaces the relationship with its key between its two ends; loading it again changes nothing.
// $rows: start_id, end_id, key, properties (a map with every property of the relationship)
// :param rows => [{start_id: 'enterprise:syn-000001', end_id: 'scheme:mse-cdp', key: 'one', properties: {key: 'one', source: 'sample', as_of: '2026', synthetic: true}}]
UNWIND $rows AS row
MATCH (a:Enterprise {id: row.start_id})
MATCH (b:Scheme {id: row.end_id})
MERGE (a)-[r:ASSESSED_FOR {key: row.key}]->(b)
SET r = row.properties
