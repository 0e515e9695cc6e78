// The model as a picture: kinds of node and the ties between them (Neo4j only)
CALL db.schema.visualization()
