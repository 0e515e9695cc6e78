// Count one more change of the graph, and keep which entities it touched, in one transaction
// While another load is under way, or was killed, anything may have changed: no ids are kept then.
// $mark: the change's own name; one that `load/change_begun` has written is completed
// $ids: of the nodes written and of those whose relationships to others were; null when anything may have changed
// $kept: how many of the newest changes are kept
// $dead: a load that has not been heard of since then (seconds since 1970) was killed, and is forgotten
// :param mark => 'sample'
// :param ids => ['institution:csir-niist']
// :param kept => 200
// :param dead => 0
MATCH (g:SangamGraph {id: 'sangam'})
SET g.revision = g.revision + 1
WITH g
OPTIONAL MATCH (other:SangamChange) WHERE other.revision IS NULL AND other.id <> $mark
WITH g, count(other) AS others
MERGE (c:SangamChange {id: $mark})
SET c.revision = g.revision, c.begun = null, c.ids = CASE WHEN others = 0 THEN $ids ELSE null END
WITH g
OPTIONAL MATCH (old:SangamChange) WHERE old.revision <= g.revision - $kept OR (old.revision IS NULL AND old.begun < $dead)
DETACH DELETE old
RETURN DISTINCT g.revision AS revision
