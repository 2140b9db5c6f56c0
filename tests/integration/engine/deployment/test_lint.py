"""A product's own rules look at the processes as they would stand, and can refuse a bundle."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.engine import Engine

from engine.deployment.lint import Landscape, Lint
from engine.deployment.store import Deployment, deploy
from engine.errors import DeploymentRefused
from tests.diagrams import process, user
from tests.integration.engine.deployment.conftest import AT

Put = Callable[..., Deployment]
ENDS = '<startEvent id="s"/><endEvent id="e"/>'


@pytest.fixture
def put(database: Engine) -> Put:
    """Deploys diagrams with a lint; the engine's own parser has its tests elsewhere."""

    def deploy_files(lint: Lint | None, *files: bytes) -> Deployment:
        return deploy(
            database, {f"{place}.bpmn": file for place, file in enumerate(files)}, name="t", source="t", at=AT,
            person_id=None, known_roles=frozenset({"village_committee"}), compile_process=lambda *_given: None,
            lint=lint,
        )  # fmt: skip

    return deploy_files


def leaf(task: str) -> bytes:
    """The process ``q`` with one task."""
    return process(ENDS + user(task), f"s -> {task} -> e", "q")


def caller(key: str = "p", called: str = "q", binding: str = "") -> bytes:
    """A process that calls another."""
    return process(ENDS + f'<callActivity id="c" calledElement="{called}" {binding}/>', "s -> c -> e", key)


def seen(put: Put, question: Callable[[Landscape], object], *files: bytes) -> object:
    """What a lint finds out about what it is shown while these files are deployed."""
    found: list[object] = []
    put(lambda landscape: found.append(question(landscape)), *files)
    return found[0]


def tasks(landscape: Landscape, key: str, version: int | None = None) -> list[str]:
    """The user tasks of a process."""
    diagram = landscape.diagram(key, version)
    return [node.id for node in diagram.nodes() if node.type == "userTask"] if diagram else []


def test_a_lint_sees_the_bundle_before_what_is_deployed(put: Put) -> None:
    put(None, leaf("a"))
    shown = seen(put, lambda landscape: (set(landscape.given), tasks(landscape, "q")), leaf("b"), caller())
    assert shown == ({"p", "q"}, ["b"])


def test_a_lint_can_ask_for_versions_that_are_deployed(put: Put) -> None:
    put(None, leaf("a"))
    put(None, leaf("b"))

    def ask(landscape: Landscape) -> object:
        missing = [landscape.diagram("q", 9), landscape.diagram("none")]
        return tasks(landscape, "q"), tasks(landscape, "q", 1), missing

    assert seen(put, ask, caller()) == (["b"], ["a"], [None, None])


def test_callers_are_found_through_what_is_deployed_and_what_is_new(put: Put) -> None:
    put(None, leaf("a"), caller())

    def ask(landscape: Landscape) -> object:
        return set(landscape.callers({"q"})), set(landscape.callers({"other"}))

    assert seen(put, ask, leaf("b"), caller("r", "p"), caller("other", "r")) == ({"p", "r", "other"}, set())


def test_an_error_of_a_lint_refuses_the_bundle_and_a_warning_is_told(put: Put) -> None:
    def complain(landscape: Landscape) -> None:
        for diagram, findings in landscape.given.values():
            (findings.error if "a" in tasks(landscape, "q") else findings.warn)(diagram.process, "不合规矩")

    with pytest.raises(DeploymentRefused, match="不合规矩"):
        put(complain, leaf("a"))
    (finding,) = put(complain, leaf("b")).findings
    assert (finding.severity, finding.element_id) == ("warning", "q")


def test_a_lint_is_not_asked_about_what_cannot_be_deployed_anyway(put: Put) -> None:
    def never(_landscape: Landscape) -> None:
        raise AssertionError("asked")

    with pytest.raises(DeploymentRefused):
        put(never, process(ENDS, "", "q"))
