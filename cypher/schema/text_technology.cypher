// Full-text search over technologies
CREATE FULLTEXT INDEX technology_text IF NOT EXISTS FOR (n:Technology) ON EACH [n.search_text]
