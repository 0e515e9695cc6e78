// Count one more change of the graph
MATCH (g:SangamGraph {id: 'sangam'})
SET g.revision = g.revision + 1
RETURN g.revision AS revision
