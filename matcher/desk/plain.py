"""A desk as plain data, its sentences in one language: the one shape of the page, the API and files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matcher.answers import tie_json
from matcher.desk.parts import Desk, Entry, Place, Seat
from matcher.desk.pilots import Pilot, Tried
from matcher.desk.reading import Filled
from matcher.desk.statements import ROLES, Statement
from matcher.phrases import term
from matcher.ranking import Evidence
from matcher.rules.explain import notes
from matcher.rules.phrases import Language, label, question, value_text
from matcher.rules.plain import known_json, value_json
from matcher.rules.plan import plan_json
from matcher.rules.rule import APPLICANT, Words
from matcher.rules.values import Shares, Value
from matcher.rules.verdict import Outcome
from matcher.rules.vocabulary import Fact

_REASONS = 2
# Signals that say where it is or how well connected come after those that say what it does.
_LAST = {"near": 1, "room": 1, "school": 1, "network": 2, "standing": 2, "brokerage": 2, "same_state": 3}


def desk_json(desk: Desk, language: Language = "en") -> dict[str, Any]:
    """A desk as JSON-ready data. Names are given in both languages, `""` where one is not known."""
    teller = _Teller(desk, language)
    rule = desk.library.rule("scheme:odoi")
    counts = {
        standing: sum(1 for seat in desk.seats if seat.standing == standing)
        for standing in ("ready", "open", "failing", "empty")
    }
    return {
        "district": {"id": desk.id, "name": desk.name, "name_ml": desk.name_ml},
        "on": desk.on.isoformat(),
        "language": language,
        "programme": {
            "scheme": rule.scheme,
            "name": _either(rule.name, rule.name_ml, language),
            "review": rule.review.isoformat(),
            "past_review": desk.on > rule.review,
            "rules": [
                {"id": clause.id, **teller.words(clause.words)}
                for version in rule.on(desk.on)
                for clause in version.clauses
            ],
        },
        "constituencies": [teller.seat(seat) for seat in desk.seats],
        "unplaced": [teller.entry(entry) for entry in desk.unplaced],
        "counts": counts | {"constituencies": len(desk.seats), "clusters": len(desk.clusters)},
        "refused_rules": [str(refusal) for refusal in desk.library.refused],
        "snapshot": desk.snapshot,
    }


class _Teller:
    """Tells the parts of one desk in one language."""

    def __init__(self, desk: Desk, language: Language) -> None:
        self.desk, self.language, self.facts = desk, language, desk.library.facts

    def words(self, words: Words) -> dict[str, Any]:
        """What a clause says, with its source."""
        text = words.text_ml if self.language == "ml" and words.text_ml else words.text
        return {"text": text, "source": words.source, "as_of": words.as_of, "clause": words.clause or None}

    def seat(self, seat: Seat) -> dict[str, Any]:
        """A constituency with its clusters."""
        first = next((entry.id for entry in seat.entries if entry.first), None)
        return {
            "id": seat.id, "number": seat.number, "name": seat.name, "name_ml": seat.name_ml,
            "reserved": seat.reserved, "standing": seat.standing, "first": first,
            "clusters": [self.entry(entry) for entry in seat.entries],
        }  # fmt: skip

    def entry(self, entry: Entry) -> dict[str, Any]:
        """A cluster: its rules, boundary, mentors, pilots, plan, and what to ask."""
        category = entry.record.get("category")
        return {
            "id": entry.id,
            "name": entry.name,
            "name_ml": str(entry.record.get("name_ml") or ""),
            "category": category,
            "category_text": self.value("category", category) if category else None,
            "established": entry.established,
            "place": entry.record.get("place"),
            "units": entry.record.get("units"),
            "looms": entry.record.get("looms"),
            "first": entry.first,
            "status": entry.verdict.status,
            "reason": entry.verdict.reason or None,
            "notes": notes(entry.verdict, self.facts, self.language),
            "counts": {"fails": entry.fails, "lacks": entry.lacks, "meets": len(entry.rules("met"))},
            "rules": [self.outcome(each) for each in entry.verdict.conditions],
            "boundary": [self.place(each, entry) for each in entry.places],
            "mentors": self.mentors(entry),
            "pilots": [self.pilot(each) for each in entry.pilots],
            "tried": [self.tried(each) for each in entry.tried],
            "plan": plan_json(entry.plan, self.language),
            "next_question": self.ask(entry),
            "said": [self.said(each) for each in entry.said],
            "conflicts": self.conflicts(entry),
        }

    def outcome(self, outcome: Outcome) -> dict[str, Any]:
        """How a rule came out, by which facts, and what is to be asked."""
        known = [
            {
                "fact": name, "label": label(self.facts[name], self.language),
                "text": self.value(name, one.value), **known_json(one),
            }
            for name, several in outcome.known.items() if name != APPLICANT for one in several
        ]  # fmt: skip
        missing = [
            {
                "fact": name, "label": label(self.facts[name], self.language),
                "question": question(self.facts[name], self.language),
            }
            for name in outcome.missing
        ]  # fmt: skip
        return {
            "id": outcome.clause.id, "state": outcome.state, **self.words(outcome.clause.words),
            "known": known, "missing": missing, "conflicting": list(outcome.conflicting),
        }  # fmt: skip

    def place(self, place: Place, entry: Entry) -> dict[str, Any]:
        """A constituency that a cluster touches, and whether it owns the cluster."""
        shares = {each.id: each.share for each in entry.places}
        return {
            "id": place.id, "number": place.number, "name": place.name, "name_ml": place.name_ml,
            "share": place.share, "owns": _owns(shares, place.id), "said": place.said,
            "source": place.source, "as_of": place.as_of,
        }  # fmt: skip

    def mentors(self, entry: Entry) -> dict[str, Any]:
        """Who helps already, whether a mentor has agreed, and the best suggestions."""
        agreed = entry.facts.env.get("mentor")
        ranking = entry.mentors.ranking
        suggested = []
        for place, one in enumerate(ranking.results, start=1):
            suggested.append(
                {
                    "place": place, **self.name(one.id), "score": one.score, "why": self.why(one.evidence),
                }
            )  # fmt: skip
        helping = [
            {
                **self.name(one.id),
                "ties": [
                    {**tie_json(tie), "kind_text": self.tie_text(tie.get("kind"), tie.type)}
                    for tie in one.ties
                ],
            }
            for one in entry.mentors.known
            if one.ties
        ]
        return {
            "agreed": agreed if isinstance(agreed, bool) else None,
            "helping": helping,
            "suggested": suggested,
            "message": ranking.said(self.language) or None,
        }

    def tie_text(self, kind: Any, type_: str) -> str:
        """What a tie is, in a word or two."""
        return term(kind or type_.lower()).said(self.language)

    def why(self, evidence: Sequence[Evidence]) -> list[str]:
        """The two grounds that say most: what they do before where they are."""
        told = [each for each in evidence if each.contribution > 0]
        told.sort(key=lambda each: _LAST.get(each.feature, 0))
        return [each.reason.said(self.language) for each in told[:_REASONS]]

    def pilot(self, pilot: Pilot) -> dict[str, Any]:
        """A technology that could be piloted."""
        return {
            **self.name(pilot.technology), "by": [self.name(each) for each in pilot.by],
            "score": pilot.score, "place": pilot.place, "said_tried": pilot.said_tried,
            "why": self.why(pilot.evidence),
        }  # fmt: skip

    def tried(self, tried: Tried) -> dict[str, Any]:
        """A technology that is known there."""
        return {
            **self.name(tried.technology), "how": tried.how, "source": tried.source, "as_of": tried.as_of,
        }  # fmt: skip

    def ask(self, entry: Entry) -> dict[str, Any] | None:
        """The next question."""
        ask = entry.ask
        if ask is None:
            return None
        text, why = (ask.text_ml, ask.why_ml) if self.language == "ml" else (ask.text, ask.why)
        return {"fact": ask.fact, "text": text, "why": why, "decides_rule": ask.decides}

    def said(self, each: Statement) -> dict[str, Any]:
        """What the field said of one fact."""
        known = each.known(self.facts)
        fact = self.facts.get(each.fact)
        role = ROLES.get(each.role, ROLES["other"])
        about = self.name(each.about)["text"] if each.about else None
        return {
            "fact": each.fact,
            "label": label(fact, self.language) if fact is not None else each.fact,
            "about": about,
            "value": each.value,
            "text": self.value(each.fact, known.value) if known is not None else None,
            "role": each.role,
            "role_text": role[1] if self.language == "ml" else role[0],
            "source": each.source,
            "as_of": each.as_of,
        }

    def conflicts(self, entry: Entry) -> list[dict[str, Any]]:
        """Facts on which voices disagree."""
        return [
            {
                "fact": each.fact,
                "label": label(self.facts[each.fact], self.language),
                "values": [
                    {
                        "value": value_json(value), "text": self.value(each.fact, value),
                        "source": source, "as_of": as_of, "said": by_field,
                    }
                    for value, source, as_of, by_field in each.values
                ],
            }
            for each in entry.differences
        ]  # fmt: skip

    def name(self, identity: str) -> dict[str, Any]:
        """An entity by id and name; `text` is the name in the language of the desk."""
        name, name_ml = self.desk.names.get(identity, (identity, ""))
        return {
            "id": identity,
            "name": name,
            "name_ml": name_ml,
            "text": _either(name, name_ml, self.language),
        }

    def value(self, name: str, value: Value) -> str:
        """A value of a fact in words; places by their names."""
        fact: Fact = self.facts[name]
        if isinstance(value, Shares):
            return ", ".join(f"{self.name(place)['text']} {part:.0%}" for place, part in value.parts)
        if fact.type == "id" and isinstance(value, str):
            return str(self.name(value)["text"])
        return value_text(fact, value, self.language)


def _either(name: str, name_ml: str, language: Language) -> str:
    return name_ml if language == "ml" and name_ml else name


def _owns(shares: dict[str, float | None], place: str) -> bool | None:
    """Whether a constituency has the largest share; None where shares leave it open."""
    own = shares[place]
    if own is None:
        return None
    others = [share for other, share in shares.items() if other != place]
    known = [share for share in others if share is not None]
    rest = max(0.0, 1.0 - own - sum(known))
    if any(share > own for share in known):
        return False
    if any(share == own for share in known) or rest > own or (rest == own and rest > 0):
        return None
    return True


def filled_json(desk: Desk, filled: Filled, language: Language = "en") -> dict[str, Any]:
    """What a filled-in sheet says as JSON-ready data."""
    teller = _Teller(desk, language)
    role = ROLES.get(filled.role)
    answers = []
    for row, each in zip(filled.rows, filled.statements, strict=True):
        told = teller.said(each)
        about = desk.name_of(each.about, language) if each.about else None
        cluster = desk.name_of(row.cluster, language)
        answers.append({"cluster_id": row.cluster, "cluster": cluster, **told, "about": about})
    return {
        "district": {"id": desk.id, "name": desk.name, "name_ml": desk.name_ml},
        "role": filled.role or None,
        "role_text": (role[1] if language == "ml" else role[0]) if role else None,
        "as_of": filled.as_of or None,
        "answers": answers,
    }
