// The id of Startup nodes is unique
CREATE CONSTRAINT startup_id IF NOT EXISTS FOR (n:Startup) REQUIRE n.id IS UNIQUE
