// Full-text search over industries
CREATE FULLTEXT INDEX industry_text IF NOT EXISTS FOR (n:Industry) ON EACH [n.search_text]
