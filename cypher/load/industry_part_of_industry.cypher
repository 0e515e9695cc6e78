// Load PART_OF from industries to industries
// A row replaces the relationship with its key between its two ends; loading it again changes nothing.
// $rows: start_id, end_id, key, properties (a map with every property of the relationship)
// :param rows => [{start_id: 'industry:1394', end_id: 'industry:1394', key: 'one', properties: {key: 'one', source: 'sample', as_of: '2026', synthetic: true}}]
UNWIND $rows AS row
MATCH (a:Industry {id: row.start_id})
MATCH (b:Industry {id: row.end_id})
MERGE (a)-[r:PART_OF {key: row.key}]->(b)
SET r = row.properties
