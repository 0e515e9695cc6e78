// How many schemes pass the filters
// $level: whose it is, null for any
// $status: whether it is open, null for any
// $applicant: a kind of applicant, null for any
// $category: a category of cluster that it is limited to, null for any
// $industry: id of an industry that it is meant for, or that contains one, null for any
// :param level => 'kerala'
// :param status => null
// :param applicant => 'cluster'
// :param category => null
// :param industry => null
MATCH (n:Scheme)
WHERE ($level IS NULL OR n.level = $level)
  AND ($status IS NULL OR n.status = $status)
  AND ($applicant IS NULL OR $applicant IN n.applicants)
  AND ($category IS NULL OR $category IN n.categories)
  AND ($industry IS NULL OR EXISTS { (n)-[:SUPPORTS]->(:Industry)-[:PART_OF*0..5]->(:Industry {id: $industry}) })
RETURN count(n) AS total
