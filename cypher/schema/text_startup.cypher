// Full-text search over startups
CREATE FULLTEXT INDEX startup_text IF NOT EXISTS FOR (n:Startup) ON EACH [n.search_text]
