"""Schemathesis asks the API what its own description allows, and what it does not.

No answer may be a server error, undocumented, or other than its schema; what fits the description is
to be accepted, what does not is to be refused.
"""

from __future__ import annotations

from typing import Any, cast

import pytest
import schemathesis
from api_service import service
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from api.app import create_app
from matcher.feedback.record import today
from matcher.service import Service

EXAMPLES = 15
# Seconds; a machine that does other work besides takes its time, and no test is of speed.
_PATIENCE = 120
NEVER_404 = {
    "/v1/match/mentors", "/v1/match/pilots", "/v1/features", "/v1/health", "/v1/ready", "/v1/rules",
    "/v1/facts",
}  # fmt: skip
# A schema cannot say that a day lies in the future, or that the low end of a range lies above its high.
BEYOND_A_SCHEMA = {
    "/v1/eligibility", "/v1/schemes/next-question", "/v1/schemes/plan", "/v1/schemes/change",
}  # fmt: skip


LONG = "/v1/assign/mentors"


class Later:
    """The service, opened when the first question comes: the description is needed before, to collect."""

    def __getattr__(self, name: str) -> Any:
        return getattr(service(), name)


schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(cast(Service, Later())))


@pytest.mark.slow
@schema.exclude(path=LONG).parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_is_documented_and_none_is_a_server_error(case: schemathesis.Case) -> None:
    beyond = [positive_data_acceptance] if case.path in BEYOND_A_SCHEMA or _to_come(case) else []
    if isinstance(case.body, dict) and case.body.get("profiles"):
        # Of many profiles one that cannot be read is answered by a problem of its own, beside the others.
        beyond.append(negative_data_rejection)
    case.call_and_validate(excluded_checks=beyond, timeout=_PATIENCE)


def _to_come(case: schemathesis.Case) -> bool:
    """Whether it asks as of a day that has not come, which no schema can leave out."""
    asked = [given for given in (case.query, case.body) if isinstance(given, dict)]
    days = [given["as_of"] for given in asked if isinstance(given.get("as_of"), str)]
    return any(day > today().isoformat() for day in days)


@pytest.mark.slow
@schema.include(path=LONG).parametrize()
@settings(
    max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)  # fmt: skip
def test_a_long_answer_is_documented_and_no_server_error(case: schemathesis.Case) -> None:
    # Most examples name no cluster and so ask for the plan of all of them, seconds each: few are tried.
    # A schema cannot say that weights are not all 0, or that a forced pair is not forbidden as well.
    case.call_and_validate(excluded_checks=[positive_data_acceptance], timeout=_PATIENCE)


def test_every_operation_declares_its_errors() -> None:
    paths = schema.raw_schema["paths"]
    assert len(paths) == 44
    for path, operations in paths.items():
        for operation in operations.values():
            declared = set(operation["responses"])
            assert {"200", "422"} <= declared
            assert ("304" in declared) == any(
                one["name"] == "if-none-match" for one in operation.get("parameters", ())
            )
            assert ("404" in declared) == (path not in NEVER_404)
            for status in declared - {"200", "304"}:
                assert list(operation["responses"][status]["content"]) == ["application/problem+json"]
