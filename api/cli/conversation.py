"""A conversation about schemes in a terminal: questions, answers, and what each answer settles."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from api.cli.conversation_text import BACK, SAY, STOP, UNSURE, WHY
from api.cli.output import clean
from api.cli.render import heading, paragraph
from api.cli.schemes_asking import Asked, Language
from api.cli.schemes_text import name_of
from graph.errors import InputError, NotFoundError

if TYPE_CHECKING:
    from matcher.rules.question import Question
    from matcher.rules.verdict import Verdict


class Conversation:
    """Asks until nothing can change, somebody says stop, or the answers end.

    Attributes:
        skipped: facts that are not known to whoever answers.
        number: how many questions were answered or passed over.
    """

    def __init__(self, out: Console, asked: Asked, schemes: list[str] | None, language: Language) -> None:
        self._out, self._asked, self._schemes, self._language = out, asked, schemes, language
        self._say = SAY[language]
        self._taken: list[str] = []
        self.skipped: set[str] = set()

    @property
    def number(self) -> int:
        """How many questions were answered or passed over."""
        return len(self._taken)

    def run(self) -> None:
        """Hold the conversation; what is said is kept in the facts of whoever is asked about."""
        question, verdicts = self._question(), self._verdicts()
        name = self._asked.name
        if question is None:
            self._tell(self._say["none"].format(name=name))
            return
        still = sum(bool(each.missing) for each in verdicts)
        self._tell(self._say["hello"].format(name=name, rules=len(verdicts), open=still, left=question.left))
        self._tell(self._say["how"], style="dim")
        while question is not None:
            if not self._put(question):
                self._tell(self._say["stopped"])
                return
            question = self._question()
        self._out.print()
        self._tell(self._say["end"])

    def summary(self, saved: Path | None) -> None:
        """What is settled and what is still open, in groups."""
        out, say = self._out, self._say
        heading(out, say["summary"])
        said = self.number - len(self.skipped)
        paragraph(out, say["said"].format(said=said, skipped=len(self.skipped)), style="dim")
        groups: dict[str, list[str]] = {"eligible": [], "partial": [], "unknown": [], "not_eligible": []}
        from matcher.rules.answer import group_of

        for verdict in self._verdicts():
            group = group_of(verdict)
            if group in ("eligible", "unknown", "not_eligible"):
                group = "partial" if verdict.reason == "partial" else group
                groups[group].append(name_of(verdict, self._language) + self._because(verdict))
        for group, lines in groups.items():
            if lines:
                heading(out, f"{say[group]} ({len(lines)})")
            for line in lines:
                paragraph(out, f"- {line}", indent=2, hang=2)
        out.print()
        if saved is not None and self._asked.user:
            paragraph(out, say["saved"].format(file=saved))
        who = f'"{self._asked.name}"' if self._asked.entity else "--profile FILE"
        more = f" --facts {saved}" if saved is not None and self._asked.user else ""
        paragraph(out, say["next"].format(who=who + more), style="dim")

    # -- one question --

    def _put(self, question: Question) -> bool:
        """Ask one question until it is answered, passed over or taken back; False to stop."""
        self._out.print()
        text = question.text_ml if self._language == "ml" else question.text
        paragraph(self._out, f"{self.number + 1}. {text}", hang=3, style="bold")
        self._tell(self._hint(question), style="dim")
        while True:
            line = self._read()
            word = line.strip().casefold() if line is not None else ""
            if line is None or word in STOP:
                return False
            if word in WHY:
                self._tell(question.why_ml if self._language == "ml" else question.why)
            elif word in BACK:
                if self._back():
                    return True
                self._tell(self._say["first"])
            elif word in UNSURE:
                self._taken.append(question.fact)
                self.skipped.add(question.fact)
                return True
            else:
                try:
                    self._answer(question, line)
                    return True
                except (InputError, NotFoundError) as error:
                    # A hint on leaving a field out is for forms; here there is a key for it.
                    self._tell(str(error).removeprefix(f"{question.fact}: ").partition("; leave it out")[0])
                    if isinstance(error, NotFoundError) and error.near:
                        self._tell(self._say["near"].format(names=", ".join(error.near)))
                    self._tell(self._say["again"])

    def _answer(self, question: Question, line: str) -> None:
        before = self._verdicts()
        self._asked.user[question.fact] = self._value(question, line)
        try:
            after = self._verdicts()
        except InputError:
            del self._asked.user[question.fact]
            raise
        self._taken.append(question.fact)
        facts = self._asked.facts()
        if question.fact in facts.conflicts and len(facts[question.fact]) > 1:
            self._tell(self._say["conflict"].format(fact=self._label(question.fact)))
        for old, new in zip(before, after, strict=True):
            if (old.status, old.reason) != (new.status, new.reason) and not new.missing:
                state = self._say["partial" if new.reason == "partial" else new.status]
                name = name_of(new, self._language)
                line = self._say["settled"].format(name=name, state=state[:1].lower() + state[1:])
                paragraph(self._out, line, indent=3, hang=2, style="green")

    def _value(self, question: Question, line: str) -> Any:
        from matcher.rules.subject import said

        fact = self._asked.library.facts[question.fact]
        typed = line.strip()
        if question.choices:
            typed = _chosen(typed, question.choices, question.choices_ml)
        elif question.kind == "id":
            parts = [part.strip() for part in typed.split(",")] if fact.several else [typed]
            typed = ", ".join(self._identity(fact.prefix, part) for part in parts)
        return said(fact, typed, date.today())

    def _identity(self, kind: str, text: str) -> str:
        """The id that a name means: as the graph has it, or else as ids are made of names."""
        from graph.text import fold
        from matcher.lookup import find

        if self._asked.service is None:
            words = re.findall("[a-z0-9]+", fold(text))
            return text if ":" in text or not words else f"{kind}:{'-'.join(words)}"
        return find(self._asked.service.snapshot(), [kind], text)

    def _back(self) -> bool:
        """Take the last answer back; False where there is none."""
        if not self._taken:
            return False
        name = self._taken.pop()
        self.skipped.discard(name)
        self._asked.user.pop(name, None)
        return True

    # -- reading and telling --

    def _read(self) -> str | None:
        """The next line, None at the end; what is piped in is shown, so that it can be read later."""
        if sys.stdin.isatty():
            try:
                return input("   > ")
            except EOFError:
                return None
        line = sys.stdin.readline()
        if not line:
            return None
        self._out.print(Text(clean(f"   > {line.rstrip()}"), style="cyan"), soft_wrap=True)
        return line

    def _hint(self, question: Question) -> str:
        say = self._say
        if question.choices:
            named = question.choices_ml if self._language == "ml" else question.choices
            return ", ".join(f"{n}: {one.replace('_', ' ')}" for n, one in enumerate(named, 1))
        unit = f" ({question.unit})" if question.unit else ""
        kind = "share" if question.unit == "share" else question.kind
        hint = say.get(kind, "").format(unit=unit)
        if self._asked.library.facts[question.fact].several:
            hint += f"; {say['several']}"
        return hint

    def _tell(self, text: str, style: str = "") -> None:
        if text:
            paragraph(self._out, text, indent=3, style=style)

    def _because(self, verdict: Verdict) -> str:
        """Why it is a no, or what a maybe still hangs on."""
        if verdict.status == "not_eligible":
            from matcher.rules.explain import failures

            texts = failures(verdict, self._language)
            return self._say["because"].format(text=" ".join(texts)) if texts else ""
        if verdict.missing:
            return self._say["missing"].format(facts=", ".join(map(self._label, verdict.missing)))
        return ""

    def _label(self, name: str) -> str:
        from matcher.rules.phrases import label

        return label(self._asked.library.facts[name], self._language)

    # -- asking the rules --

    def _question(self) -> Question | None:
        from matcher.rules.question import next_question

        found = self._asked
        return next_question(
            found.library, found.facts(), found.on, schemes=self._schemes, skipped=frozenset(self.skipped)
        )

    def _verdicts(self) -> list[Verdict]:
        from matcher.rules.verdict import judge_all

        return judge_all(self._asked.library, self._asked.facts(), self._asked.on, self._schemes)


def _chosen(typed: str, choices: Iterable[str], choices_ml: Iterable[str]) -> str:
    """The choice that a number, a word or a Malayalam word means; else what was typed."""
    named = list(choices)
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(named):
        return named[int(typed) - 1]
    wanted = typed.casefold().replace(" ", "_")
    for choice, malayalam in zip(named, choices_ml, strict=True):
        if wanted == choice.casefold() or typed == malayalam:
            return choice
    return typed
