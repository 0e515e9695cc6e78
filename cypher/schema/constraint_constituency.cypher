// The id of Constituency nodes is unique
CREATE CONSTRAINT constituency_id IF NOT EXISTS FOR (n:Constituency) REQUIRE n.id IS UNIQUE
