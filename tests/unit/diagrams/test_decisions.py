"""What the diagrams ask of the decision tables, and what the forms do with the suggestions."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree

from engine import dmn
from tests.unit.diagrams.test_content import (
    CALLS,
    CAMUNDA,
    DRAWINGS,
    FORMS,
    ROOT,
    Drawing,
    own_results,
    properties,
    written_in,
)
from tests.unit.tables.contract import FEATURES
from tests.unit.tables.decisions import form_options

GRAPHS = {path.stem: dmn.compile_graph(dmn.read_model(etree.parse(path).getroot()))
          for path in sorted((ROOT / "processes").glob("*.dmn"))}  # fmt: skip
RULE_TASKS = [
    pytest.param(drawing, task, id=f"{drawing.key}.{task.get('id')}")
    for drawing in DRAWINGS.values()
    for task in drawing.all("businessRuleTask")
]
each_rule_task = pytest.mark.parametrize(("drawing", "task"), RULE_TASKS)
SINGLE = {"singleEntry", "collectEntries"}


def decision_of(task: etree._Element) -> str:
    """The decision that a business rule task asks."""
    return str(task.get(f"{CAMUNDA}decisionRef"))


def suggestions(components: list[dict[str, Any]]) -> Iterator[str]:
    """The variable in which each suggestion of a form stands."""
    for component in components:
        if "suggested" in component.get("properties", {}):
            yield component["properties"]["suggested"].partition(".")[0]
        yield from suggestions(component.get("components", []))


def test_the_diagrams_ask_every_table() -> None:
    asked = {decision_of(task) for drawing in DRAWINGS.values() for task in drawing.all("businessRuleTask")}
    assert asked == set(GRAPHS)


@each_rule_task
def test_every_variable_that_a_table_reads_is_written_before_it_is_asked(
    drawing: Drawing, task: etree._Element
) -> None:
    reads = GRAPHS[decision_of(task)].free_variables(decision_of(task))
    assert reads <= written_in(drawing)


@each_rule_task
def test_a_table_is_asked_in_the_way_that_its_columns_call_for(drawing: Drawing, task: etree._Element) -> None:
    table = GRAPHS[decision_of(task)].decisions[decision_of(task)].table
    one_column = table is None or len(table.outputs) == 1
    assert (task.get(f"{CAMUNDA}mapDecisionResult") in SINGLE) == one_column
    collects = table is not None and table.hit_policy == "COLLECT"
    assert (task.get(f"{CAMUNDA}mapDecisionResult") == "collectEntries") == collects


@each_rule_task
def test_every_table_says_why_except_that_of_the_parameters(drawing: Drawing, task: etree._Element) -> None:
    assert ("reasonVariable" in properties(task)) == (decision_of(task) != "parameters")


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=DRAWINGS)
def test_a_form_is_handed_what_it_suggests(drawing: Drawing) -> None:
    handed = {str(mapping.get("target")) for _, call, called in CALLS if called is drawing
              for mapping in call.iter(f"{CAMUNDA}in")}  # fmt: skip
    for task in drawing.all("userTask"):
        suggested = set(suggestions(FORMS[str(task.get(f"{CAMUNDA}formRef"))]["components"]))
        assert suggested <= handed | written_in(drawing) - own_results(drawing), task.get("id")


@pytest.mark.parametrize("form", ["topic", "triage"])
def test_the_items_that_can_be_chosen_are_those_of_the_catalogue(form: str) -> None:
    table = GRAPHS["catalogue"].decisions["catalogue"].table
    assert table is not None
    listed = [item for rule in table.rules for item in re.findall(r'"([VC]\d\d)"', rule.inputs[0].text)]
    assert form_options(form, "catalogue_item") == listed


def test_the_features_that_can_be_ticked_are_those_that_the_tables_read() -> None:
    assert form_options("triage", "features") == FEATURES
