"""Schemes and programme rules as law: dated, sourced and three-valued.

Others build on these names, which keep their form:

    library.load(folder=None) -> Library            rules by scheme id, `.facts` the vocabulary
    facts.Facts.of(user=…, graph=…) -> Facts        each fact a Known(value, source, as_of, origin)
    origin.facts_of(store, entity_id) -> facts that the graph knows, for `graph=`
    verdict.judge(library, scheme_id, facts, on) -> Verdict;  verdict.judge_all for every scheme
    plain.verdict_json(verdict) -> data for the API and the command line
    linter.check(library) -> list[Finding];  pages.page(rule, facts) -> Markdown
"""
