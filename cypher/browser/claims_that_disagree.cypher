// Claims that disagree: the value in use and what another source says
// $most: how many rows at most
// :param most => 50
MATCH (k:Claim)-[:ABOUT]->(e)
WHERE k.field IN ['units', 'looms', 'employment', 'market', 'stage', 'cfc', 'category', 'founded', 'status', 'kind', 'valid_from'] AND e[k.field] IS NOT NULL AND toString(e[k.field]) <> k.value
RETURN labels(e)[0] AS kind, e.name AS entity, k.field AS field, toString(e[k.field]) AS in_use, k.value AS also_claimed, e.as_of AS as_of, k.as_of AS claimed_as_of, e.source AS source, k.source AS claimed_by, e.id AS id
ORDER BY id, field, also_claimed, k.id
LIMIT toInteger($most)
