// Full-text search over states
CREATE FULLTEXT INDEX state_text IF NOT EXISTS FOR (n:State) ON EACH [n.search_text]
