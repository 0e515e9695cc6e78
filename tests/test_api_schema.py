"""Schemathesis asks the API what its own description allows, and what it does not.

No answer may be a server error, undocumented, or other than its schema; what fits the description is
to be accepted, what does not is to be refused.
"""

from __future__ import annotations

import pytest
import schemathesis
from api_service import service
from hypothesis import HealthCheck, settings

from api.app import create_app

EXAMPLES = 25


@pytest.fixture(scope="module")
def described() -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(service()))


schema = schemathesis.pytest.from_fixture("described")


@pytest.mark.slow
@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_is_documented_and_none_is_a_server_error(case: schemathesis.Case) -> None:
    case.call_and_validate()


def test_every_operation_declares_its_errors(described: schemathesis.BaseSchema) -> None:
    paths = described.raw_schema["paths"]
    assert len(paths) == 24
    for path, operations in paths.items():
        for operation in operations.values():
            declared = set(operation["responses"])
            assert {"200", "422"} <= declared
            assert ("304" in declared) == any(
                one["name"] == "if-none-match" for one in operation.get("parameters", ())
            )
            assert ("404" in declared) == (path not in _WITHOUT)
            for status in declared - {"200", "304"}:
                assert list(operation["responses"][status]["content"]) == ["application/problem+json"]


_WITHOUT = {"/v1/match/mentors", "/v1/match/pilots", "/v1/features", "/v1/health", "/v1/ready"}
