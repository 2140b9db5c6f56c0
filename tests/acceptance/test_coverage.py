"""Covered means: a test names the requirement, and fails when the element is taken out of the diagram."""
from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from app import REQUIREMENTS
from composition import PROCESSES, compose
from consultation.coverage import read_coverage
from consultation.requirements import read_requirements
from engine.database import open_database
from engine.transaction import reading
from tests.acceptance.bench import Bench
from tests.acceptance.conftest import Seeded
from tests.acceptance.county import copy_of, settings_for
from tests.acceptance.evidence import LINES, Line, Play, play, value_at
from tests.acceptance.mutation import without
from tests.acceptance.player import Clock
from tests.acceptance.routes import ROUTES


@pytest.fixture(scope="session")
def bench(seeded_on_sqlite: Seeded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The county's engine, shared: every play starts a case of its own."""
    folder = tmp_path_factory.mktemp("bench")
    url, clock = copy_of(Path(seeded_on_sqlite.template), folder), Clock()
    product = compose(settings_for(folder, url), clock, open_database(url))
    yield Bench(product, clock, seeded_on_sqlite.accounts)
    product.database.dispose()


@pytest.fixture(scope="session")
def intact(bench: Bench) -> Any:
    """What a route shows on the diagrams as they are; each is played once."""
    return cache(lambda route: play(bench, route))


def options(components: list[dict[str, Any]], path: str, prefix: str = "") -> set[str]:
    """The options of a field of a form, by its path without row numbers."""
    found: set[str] = set()
    for component in components:
        name = component.get("path") or component.get("key") or ""
        place = f"{prefix}{name}" if name else prefix.rstrip(".")
        if place == path:
            found |= {option["value"] for option in component.get("values", ())}
        found |= options(component.get("components", []), path, f"{place}." if place else "")
    return found


def holds(bench: Bench, line: Line, seen: Play) -> list[str]:
    """The pieces of a line's evidence that a play does not give."""
    return [f"{kind} {argument}" for kind, argument in line.pieces() if not _holds(bench, line, kind, argument, seen)]


def _holds(bench: Bench, line: Line, kind: str, argument: str, seen: Play) -> bool:
    element, (path, _, wanted) = line.element, argument.partition(": ")
    if kind == "asks":
        return all((element, asked) in seen.refused for asked in argument.split())
    if kind == "takes":
        return all(value_at(seen.data.get(element, {}), taken) for taken in argument.split())
    if kind == "by":
        return argument in seen.roles.get(element, ())
    if kind == "offers":
        drawn = bench.element(line.process, element)
        offered = options(bench.form(drawn["form"]["key"])["components"], path) if drawn else set()
        return set(wanted.split("|")) <= offered
    if kind == "shows":
        task, _, field = path.partition(" ")
        texts = [str(value_at(data, field)) for data in seen.shown.get(task, ())]
        return any(all(text in shown for text in wanted.split("|")) for shown in texts)
    if kind == "waits":
        return argument in seen.waited
    if kind == "outcome":
        return argument == seen.outcome
    if kind == "passes":
        return tuple(argument.split(".")) in seen.passed
    assert kind == "route"
    return seen.broken is None and seen.outcome == ROUTES[line.route].outcome


GROUPED = {key: list(lines) for key, lines in groupby(LINES, key=lambda line: (line.process, line.element, line.route))}
EACH = [
    pytest.param(*key, lines, id=f"{key[0]}.{key[1]}-{key[2]}-{'-'.join(line.requirement for line in lines)}")
    for key, lines in GROUPED.items()
]


@pytest.mark.parametrize(("process", "element", "route", "lines"), EACH)
def test_an_element_carries_its_requirements(
    bench: Bench, intact: Any, process: str, element: str, route: str, lines: list[Line]
) -> None:
    seen = intact(route)
    assert seen.broken is None
    assert seen.outcome == ROUTES[route].outcome
    assert (process, element) in seen.passed
    for line in lines:
        assert holds(bench, line, seen) == [], line.requirement


@pytest.mark.full
@pytest.mark.parametrize(("process", "element", "route", "lines"), EACH)
def test_nothing_else_carries_the_requirements_of_an_element(
    bench: Bench, process: str, element: str, route: str, lines: list[Line]
) -> None:
    with bench.deployed_without(process, element):
        left = play(bench, route, taken_out=element)
        kept = [line.requirement for line in lines if left.broken is None and holds(bench, line, left) == []]
    assert kept == [], "still shown without the element"


def test_the_table_names_what_the_diagrams_say_they_cover_and_nothing_more(bench: Bench) -> None:
    with reading(bench.engine.database) as connection:
        coverage = read_coverage(connection, read_requirements(REQUIREMENTS))

    said = {(entry.requirement.id, answer.process, answer.element) for entry in coverage for answer in entry.answers}
    assert {(line.requirement, line.process, line.element) for line in LINES} == said


def test_each_line_stands_once_and_lines_of_one_element_and_route_stand_together() -> None:
    assert len({(line.requirement, line.process, line.element) for line in LINES}) == len(LINES)
    assert sum(len(lines) for lines in GROUPED.values()) == len(LINES)


def test_taking_an_element_out_leaves_everything_else_as_it_was() -> None:
    content = (PROCESSES / "feedback.bpmn").read_bytes()

    left = without(content, "relay_feedback").decode()

    assert 'id="relay_feedback"' not in left
    assert 'bpmnElement="relay_feedback"' not in left
    assert 'sourceRef="relay_feedback"' not in left
    assert 'id="flow_feedback_route_relay_feedback"' in left
    assert left.count("<bpmn:userTask") == content.decode().count("<bpmn:userTask") - 1
