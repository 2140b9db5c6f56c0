"""A value stays the same value of the same type on its way through an instance: rows, scopes, submissions, JSON."""
from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Context, Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import feel
from engine import codec
from engine.execution.moments import StepClock
from engine.instance_views import list_variables
from engine.submissions import new_submission
from engine.transaction import reading
from feel.temporal.literal import parse_temporal
from tests.diagrams import process, script, user
from tests.feel_values import SCALARS, VALUES, shape
from tests.integration.engine.conftest import CADRE, NOON, SHANGHAI

CALLED = process('<startEvent id="cs"/>' + user("inside") + '<endEvent id="ce"/>', "cs -> inside -> ce", key="called")
MAPPING = '<extensionElements><camunda:in variables="all"/><camunda:out source="x" target="back"/></extensionElements>'
CALLER = process(
    '<startEvent id="s"/>' + script("take", "copy", "=x") + script("wrap", "wrapped", '={"in": [x]}')
    + f'<callActivity id="call" calledElement="called">{MAPPING}</callActivity>' + user("after") + '<endEvent id="e"/>',
    "s -> take -> wrap -> call -> after -> e",
)  # fmt: skip
#: What JSON says of each type, and how a client reads it back.
READERS: dict[str, Callable[[Any], Any]] = {
    "null": lambda value: value,
    "boolean": lambda value: value,
    "string": lambda value: value,
    "number": lambda value: Decimal(str(value)),
    "date": parse_temporal,
    "time": feel.Time.parse,
    "date and time": feel.DateTime.parse,
    "years and months duration": parse_temporal,
    "days and time duration": parse_temporal,
}
#: Python's own context would round what has more than 28 digits before its decimals are counted.
EXACT = Context(prec=100)
slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(values=st.lists(VALUES, min_size=1, max_size=3))
@slow
def test_a_variable_is_the_same_after_scripts_scopes_and_waits(bench: Any, values: list[Any]) -> None:
    bench.deploy(CALLER, CALLED)
    for value in values:
        started = bench.start(x=value)
        bench.forget_caches()
        bench.complete("inside")
        found = bench.variables(started.instance_id)
        bench.complete("after")

        assert {name: shape(found[name]) for name in ("x", "copy", "back")} == dict.fromkeys(
            ("x", "copy", "back"), shape(value)
        )
        assert shape(found["wrapped"]) == shape({"in": [value]})


@given(value=SCALARS)
@slow
def test_a_client_reads_the_same_scalar_from_type_and_json(bench: Any, value: Any) -> None:
    """Times have at most 18 decimals in text, as in FEEL itself; a number says its value, not its zeros."""
    bench.deploy(CALLER, CALLED)
    started = bench.start(x=value)
    with reading(bench.engine.database) as connection:
        listed = list_variables(connection, started.instance_id)
    bench.complete("inside")
    bench.complete("after")
    (entry,) = [entry for entry in listed if (entry["scope_id"], entry["name"]) == ("", "x")]
    over_the_wire = json.loads(json.dumps(entry["value"]))

    assert entry["type"] == feel.kind(value)
    if not _is_finer_than_text(value):
        assert READERS[entry["type"]](over_the_wire) == value


def _is_finer_than_text(value: Any) -> bool:
    time = value.time if isinstance(value, feel.DateTime) else value
    second = getattr(time, "second", getattr(time, "seconds", Decimal(0)))
    return bool(second.normalize(EXACT).as_tuple().exponent < -18) or abs(second) > 10**18


@given(values=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), VALUES, max_size=4))
def test_a_submission_holds_the_same_values(values: dict[str, Any]) -> None:
    written = new_submission("i1", "a", None, values, CADRE, StepClock(NOON, SHANGHAI))

    assert shape(codec.decode(written.row["data"])) == shape(values)
