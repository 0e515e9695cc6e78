// Full-text search over clusters
CREATE FULLTEXT INDEX cluster_text IF NOT EXISTS FOR (n:Cluster) ON EACH [n.search_text]
