// A page of schemes that pass the filters, by id
// $level: whose it is, null for any
// $status: whether it is open, null for any
// $applicant: a kind of applicant, null for any
// $category: a category of cluster that it is limited to, null for any
// $industry: id of an industry that it is meant for, or that contains one, null for any
// $offset: how many to pass over, $limit: how many at most
// :param level => 'kerala'
// :param status => null
// :param applicant => 'cluster'
// :param category => null
// :param industry => null
// :param offset => 0
// :param limit => 20
MATCH (n:Scheme)
WHERE ($level IS NULL OR n.level = $level)
  AND ($status IS NULL OR n.status = $status)
  AND ($applicant IS NULL OR $applicant IN n.applicants)
  AND ($category IS NULL OR $category IN n.categories)
  AND ($industry IS NULL OR EXISTS { (n)-[:SUPPORTS]->(:Industry)-[:PART_OF*0..5]->(:Industry {id: $industry}) })
RETURN n.id AS id, properties(n) AS properties
ORDER BY id
SKIP $offset
LIMIT $limit
