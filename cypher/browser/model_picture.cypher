// Model, drawn: the kinds of node and the ties between them (Neo4j only)
CALL db.schema.visualization()
