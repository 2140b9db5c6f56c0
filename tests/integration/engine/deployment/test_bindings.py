"""A case sees what was deployed when it began, unless its diagram says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from engine.deployment.bindings import current, list_definitions, resolve
from engine.deployment.store import Deployment
from engine.transaction import reading
from tests.unit.engine.deployment.drawing import WORK, file, line

Deploy = Callable[..., Deployment]


@pytest.fixture
def numbers(put: Deploy) -> list[int]:
    """Three deployments of the process p, tagged a, b, b; the second also brings q."""
    texts = [
        {"p.bpmn": tagged("a")},
        {"p.bpmn": tagged("b"), "q.bpmn": file(line(WORK), key="q")},
        {"p.bpmn": tagged("b") + "<!-- again -->"},
    ]
    return [put(resources).number for resources in texts]


def tagged(tag: str) -> str:
    """The process p with a version tag."""
    return file(line(WORK), process=f'camunda:versionTag="{tag}"')


def found(database: Engine, **binding: Any) -> int | None:
    """The version of p that a reference resolves to."""
    with reading(database) as connection:
        row = resolve(connection, "process", "p", **binding)
    return row.version if row else None


@pytest.mark.parametrize("binding", ["latest", None])
def test_latest_is_what_the_case_could_see_when_it_began(database: Engine, numbers: list[int], binding: None) -> None:
    assert [found(database, deployment_number=number, binding=binding) for number in numbers] == [1, 2, 3]
    assert found(database, deployment_number=numbers[0] - 1, binding=binding) is None
    assert found(database, deployment_number=numbers[-1] + 100, binding=binding) == 3


def test_deployment_is_the_bundle_of_the_one_who_refers(database: Engine, numbers: list[int]) -> None:
    assert found(database, deployment_number=numbers[2], binding="deployment", own_deployment=numbers[1]) == 2
    assert found(database, deployment_number=numbers[2], binding="deployment") is None


def test_a_version_is_that_version(database: Engine, numbers: list[int]) -> None:
    assert found(database, deployment_number=numbers[0], binding="version", version=3) == 3
    assert found(database, deployment_number=numbers[0], binding="version", version=4) is None


def test_a_tag_is_the_newest_so_tagged_that_the_case_may_see(database: Engine, numbers: list[int]) -> None:
    assert found(database, deployment_number=numbers[1], binding="versionTag", version_tag="b") == 2
    assert found(database, deployment_number=numbers[2], binding="versionTag", version_tag="b") == 3
    assert found(database, deployment_number=numbers[2], binding="versionTag", version_tag="a") == 1
    assert found(database, deployment_number=numbers[0], binding="versionTag", version_tag="b") is None


def test_an_unknown_binding_is_a_mistake_of_ours(database: Engine, numbers: list[int]) -> None:
    with pytest.raises(ValueError, match="newest"):
        found(database, deployment_number=numbers[0], binding="newest")


@pytest.mark.usefixtures("numbers")
def test_current_is_the_newest_of_a_key(database: Engine) -> None:
    with reading(database) as connection:
        row = current(connection, "process", "p")
        assert row is not None
        assert row.version == 3
        assert current(connection, "form", "p") is None


@pytest.mark.usefixtures("numbers")
def test_lists_are_paged_by_key_and_version(database: Engine) -> None:
    with reading(database) as connection:
        every = list_definitions(connection, "process", latest_only=False)
        newest = list_definitions(connection, "process")
        first = list_definitions(connection, "process", latest_only=False, limit=2)
        rest = list_definitions(connection, "process", latest_only=False, after=(first[-1].key, first[-1].version))

    assert [(row.key, row.version) for row in every] == [("p", 1), ("p", 2), ("p", 3), ("q", 1)]
    assert [(row.key, row.version) for row in newest] == [("p", 3), ("q", 1)]
    assert [*first, *rest] == list(every)
    assert "content" not in every[0]._mapping
