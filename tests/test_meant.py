"""What a person means by a name, also on an earlier day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from api_service import service

from graph.errors import InputError, NotFoundError
from matcher.feedback.record import today

CASHEW = "cluster:kollam-cashew"


@pytest.mark.parametrize(
    ("kind", "asked", "identity"),
    [
        ("institution", "CSIR-NIIST", "institution:csir-niist"),
        ("institution", "csir niist", "institution:csir-niist"),
        ("institution", "NIIST", "institution:csir-niist"),
        ("institution", "ICAR-CPCRI", "institution:icar-cpcri"),
        ("cluster", "Kollam cashew", CASHEW),
        ("cluster", "kollam-cashew", CASHEW),
        ("district", "കൊല്ലം", "district:kollam"),
    ],
)
def test_names_as_people_say_them(kind: str, asked: str, identity: str) -> None:
    found = service()
    assert found.find(found.snapshot(), [kind], asked) == identity


def test_who_was_not_known_yet_is_told_so() -> None:
    found, day = service(), date(1950, 1, 1)
    for asked in ("Kollam cashew", CASHEW):
        with pytest.raises(NotFoundError, match="was not known yet on that day") as told:
            found.mentors(asked, as_of=day)
        assert CASHEW in str(told.value)
        assert told.value.near == ()
    with pytest.raises(NotFoundError, match="there is no cluster 'Kolam kashew'"):
        found.mentors("Kolam kashew", as_of=day)


def test_a_day_that_has_not_come_is_refused() -> None:
    found = service()
    assert found.engine_of(today()).known_by is not None
    with pytest.raises(InputError, match="has not come yet"):
        found.engine_of(today() + timedelta(days=1))
