// Mark the graph as Sangam's
// $model_version: the version of the model that it follows
// :param model_version => 1
MERGE (g:SangamGraph {id: 'sangam'})
ON CREATE SET g.revision = 0
SET g.model_version = $model_version
RETURN g.revision AS revision
