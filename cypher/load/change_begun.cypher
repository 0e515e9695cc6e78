// Say that a load is under way: until it has ended, or is taken for killed, anything may have changed
// $mark: the name of the change that it will be
// $now: seconds since 1970
// :param mark => 'sample'
// :param now => 0
MATCH (g:SangamGraph {id: 'sangam'})
SET g.revision = g.revision
MERGE (c:SangamChange {id: $mark})
SET c.begun = $now
RETURN c.id AS mark
