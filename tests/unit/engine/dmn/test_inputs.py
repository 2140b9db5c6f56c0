"""Variables of a decision from plain JSON."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import feel
from engine import dmn
from engine.errors import InvalidRequest
from tests.decision_files import component, decision, graph_of, input_data, item, literal, table

DAY, OTHER = feel.Date.parse("2026-01-02"), feel.Date.parse("2026-02-03")
GRAPH = graph_of(
    item("tDays", type_ref="date", many=True), item("tDay", type_ref="date"),
    item("tCase", component("opened", "tDay"), component("title", "string"), component("closed", "date", many=True)),
    item("tCases", type_ref="tCase", many=True),
    *(input_data(name, kind) for name, kind in {"day": "date", "span": "dayTimeDuration", "title": "string",
      "days": "tDays", "case": "tCase", "cases": "tCases", "at": "dateTime"}.items()),
    decision("d", table(["from: date", "n: number"], ["x"], [["-", "-", "1"]])), decision("e", literal("day")),
)  # fmt: skip
CASE = {"opened": "2026-01-02", "title": "2026-01-02", "closed": ["2026-02-03"], "more": "2026-01-02"}
READ = {"opened": DAY, "title": "2026-01-02", "closed": [OTHER], "more": "2026-01-02"}


@pytest.mark.parametrize(("name", "given", "read"), [
    ("day", "2026-01-02", DAY),
    ("from", "2026-01-02", DAY),
    ("span", "P1DT2H", feel.parse_duration("P1DT2H")),
    ("at", "2026-01-02T10:00:00Z", feel.DateTime.parse("2026-01-02T10:00:00Z")),
    ("title", "2026-01-02", "2026-01-02"),
    ("other", "2026-01-02", "2026-01-02"),
    ("days", ["2026-01-02", "2026-02-03"], [DAY, OTHER]),
    ("days", "2026-01-02", DAY),
    ("case", CASE, READ),
    ("cases", [CASE, None], [READ, None]),
    ("day", None, None),
    ("day", DAY, DAY),
    ("n", 0.1, Decimal("0.1")),
])  # fmt: skip
def test_texts_become_dates_where_the_model_says_so(name: str, given: Any, read: Any) -> None:
    assert dmn.read_inputs(GRAPH, {name: given}) == {name: read}


@pytest.mark.parametrize(("name", "given"), [
    ("day", "tomorrow"), ("days", ["2026-01-02", "2026-02-30"]), ("case", {"opened": "x"}), ("n", object()),
    ("n", float("nan")), ("n", {1: 2}),
])  # fmt: skip
def test_what_is_no_value_is_refused_with_its_name(name: str, given: Any) -> None:
    with pytest.raises(InvalidRequest, match=f"“{name}”的值不能用"):
        dmn.read_inputs(GRAPH, {name: given})
