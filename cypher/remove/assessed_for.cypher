// Remove verdicts from the graph: those named, with this key, and nothing else
// $rows: start_id (whom it is on), end_id (the scheme), key
// :param rows => [{start_id: 'cluster:none', end_id: 'scheme:none', key: 'rules'}]
UNWIND $rows AS row
MATCH (a:Cluster|Enterprise|Startup {id: row.start_id})-[r:ASSESSED_FOR {key: row.key}]->(b:Scheme {id: row.end_id})
DELETE r
