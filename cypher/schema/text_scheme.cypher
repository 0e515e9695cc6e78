// Full-text search over schemes
CREATE FULLTEXT INDEX scheme_text IF NOT EXISTS FOR (n:Scheme) ON EACH [n.search_text]
