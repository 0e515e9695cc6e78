// Full-text search over associations
CREATE FULLTEXT INDEX association_text IF NOT EXISTS FOR (n:Association) ON EACH [n.search_text]
