// How many relationships of each type there are
MATCH ()-[r]->()
RETURN type(r) AS type, count(r) AS count
ORDER BY type
