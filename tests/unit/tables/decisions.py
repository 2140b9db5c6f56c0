"""The county's decision tables, read once, and a way to ask one with some variables written and the others null."""
from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

import feel
from engine import dmn

PROJECT = Path(__file__).parents[3]
FILES = sorted((PROJECT / "processes").glob("*.dmn"))
NAMESPACE = {"dmn": "https://www.omg.org/spec/DMN/20191111/MODEL/"}

#: The variables of docs/决策表.md: all exist when a table runs, and each may be null.
VARIABLES = (
    "parameters", "organisation_kind", "catalogue_item", "item", "features", "villages", "amount", "in_budget",
    "commissioned", "lead", "mechanism", "statutory_vote", "publication", "round", "dispute", "implementers",
    "feedback_route", "outcome", "vote_needed", "major",
)  # fmt: skip
PARAMETERS = {"villages_for_township": 2, "n_rounds": 2}


class Case(NamedTuple):
    """What a table decides: the ids of the rules that apply without ``rule_``, and the value as JSON."""

    variables: dict[str, Any]
    rules: tuple[str, ...]
    value: Any


class Decided(NamedTuple):
    """What was decided: ``rules`` that applied and the value as JSON, and why."""

    rules: tuple[str, ...]
    value: Any
    because: str


@cache
def graph_of(file: Path) -> dmn.DecisionGraph:
    """The compiled model of a file."""
    return compile_text(file.read_bytes())


def compile_text(content: bytes) -> dmn.DecisionGraph:
    """The compiled model of a file's content, which must be free of problems."""
    graph = dmn.compile_graph(dmn.read_model(etree.fromstring(content)))
    assert [problem.sentence() for problem in graph.problems] == []
    return graph


def decide(decision: str, variables: dict[str, Any], graph: dmn.DecisionGraph | None = None) -> Decided:
    """Ask one decision; nothing may fail and no variable be missing."""
    graph = graph or graph_of(PROJECT / "processes" / f"{decision}.dmn")
    given = {**dict.fromkeys(VARIABLES), "parameters": PARAMETERS, **variables}
    result = graph.evaluate(decision, {name: feel.from_json(value) for name, value in given.items()})
    assert (result.failures, result.missing) == ((), ())
    last = result.evaluations[-1]
    rules = tuple(hit.rule_id.removeprefix("rule_") for hit in last.hits)
    return Decided(rules, feel.to_json(result.value), last.because)


def item(catalogue_item: str | None) -> dict[str, Any]:
    """What the catalogue says of an item: the variable ``item`` of the other tables."""
    found: dict[str, Any] = decide("catalogue", {"catalogue_item": catalogue_item}).value
    return found


@cache
def elements(tag: str) -> tuple[tuple[str, etree._Element], ...]:
    """Every element of this name in all tables, with its file's stem."""
    return tuple(
        (file.stem, element)
        for file in FILES
        for element in etree.parse(file).getroot().iterfind(f".//dmn:{tag}", NAMESPACE)
    )


def text_of(element: etree._Element) -> str:
    """The text of a cell or description."""
    return "".join(str(text) for text in element.itertext()).strip()


def words_in(text: str) -> list[str]:
    """The string literals of a FEEL text."""
    return re.findall(r'"([^"]*)"', text)


def form_options(form: str, key: str) -> list[str]:
    """The values that a form's field offers, wherever it stands in the form."""
    schema = json.loads((PROJECT / "forms" / f"{form}.form").read_text("utf-8"))
    waiting = list(schema["components"])
    while waiting:
        component = waiting.pop()
        if component.get("key") == key:
            return [option["value"] for option in component["values"]]
        waiting.extend(component.get("components", []))
    raise KeyError(f"{form}.form has no field {key}")
