// Full-text search over constituencies
CREATE FULLTEXT INDEX constituency_text IF NOT EXISTS FOR (n:Constituency) ON EACH [n.search_text]
