// Full-text search over banks
CREATE FULLTEXT INDEX bank_text IF NOT EXISTS FOR (n:Bank) ON EACH [n.search_text]
