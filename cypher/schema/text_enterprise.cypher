// Full-text search over enterprises
CREATE FULLTEXT INDEX enterprise_text IF NOT EXISTS FOR (n:Enterprise) ON EACH [n.search_text]
