// The graph's revision and the version of its model; no row where there is no Sangam graph
MATCH (g:SangamGraph {id: 'sangam'})
RETURN g.revision AS revision, g.model_version AS model_version
