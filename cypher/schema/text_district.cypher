// Full-text search over districts
CREATE FULLTEXT INDEX district_text IF NOT EXISTS FOR (n:District) ON EACH [n.search_text]
