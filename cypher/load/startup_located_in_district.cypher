// Load LOCATED_IN from startups to districts
// A row replaces the relationship with its key between its two ends; loading it again changes nothing.
// $rows: start_id, end_id, key, properties (a map with every property of the relationship)
// :param rows => [{start_id: 'startup:genrobotics', end_id: 'district:alappuzha', key: 'one', properties: {key: 'one', source: 'sample', as_of: '2026', synthetic: true}}]
UNWIND $rows AS row
MATCH (a:Startup {id: row.start_id})
MATCH (b:District {id: row.end_id})
MERGE (a)-[r:LOCATED_IN {key: row.key}]->(b)
SET r = row.properties
