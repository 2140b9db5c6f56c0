"""Decisions are stored whole or not at all, each with versions of its own."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from engine.deployment.bindings import current, list_definitions, resolve
from engine.deployment.store import Deployment, deploy
from engine.errors import DeploymentRefused
from engine.tables import definition, deployment
from engine.transaction import reading
from tests.decision_files import decision, literal, table
from tests.integration.engine.deployment.conftest import AT
from tests.unit.engine.deployment.drawing import ROLES, WORK, element, file, line
from tests.unit.engine.deployment.tabling import AMOUNT, RESULT, levels, modeled

Deploy = Callable[..., Deployment]
#: A file with one fault, by what is wrong with it.
FAULTS = {
    "读不懂": modeled(levels()).replace("&lt; 2000", "&lt; ("),
    "JUEL": modeled(levels()).replace("&lt; 2000", "${amount}"),
    "javascript": modeled(levels()).replace("<inputEntry", '<inputEntry expressionLanguage="javascript"', 1),
    "没有规则": modeled(decision("level", table([AMOUNT], [RESULT], []))),
    "不存在": modeled(decision("level", literal("1"), ["missing"])),
    "一圈": modeled(decision("level", literal("1"), ["other"]), decision("other", literal("1"), ["level"])),
    "Camunda 8": modeled(levels(), platform='xmlns:m="http://camunda.org/schema/modeler/1.0" '
                         'm:executionPlatform="Camunda Cloud"'),
    "不认识": modeled(levels(policy="LAST")),
    "格数": modeled(levels()).replace("<outputEntry><text>\"小\"</text></outputEntry>", ""),
    "不能执行": modeled(levels()).replace("<decisionTable", '<decisionTable color="red"'),
}  # fmt: skip


def rows(database: Engine) -> list[Any]:
    """All definitions in the order of their deployment."""
    with reading(database) as connection:
        found = sa.select(definition).order_by(definition.c.deployment_number, definition.c.key)
        return list(connection.execute(found))


def asking(attributes: str = "") -> str:
    """A process that asks the decision ``level``."""
    given = f'camunda:decisionRef="level" camunda:resultVariable="level" {attributes}'
    return file(line(element("businessRuleTask", given)))


def test_each_decision_of_a_file_is_a_definition_and_keeps_the_file(database: Engine, put: Deploy) -> None:
    text = modeled(levels(), levels("other", 50))
    answer = put({"level.dmn": text})

    assert [(entry.kind, entry.key, entry.version) for entry in answer.definitions] == [
        ("decision", "level", 1),
        ("decision", "other", 1),
    ]
    stored = rows(database)
    assert {(row.resource, row.content, row.name) for row in stored} == {("level.dmn", text.encode(), "等级")}
    assert len({row.id for row in stored}) == 2
    assert stored[0].info["table"]["rule_count"] == 2


def test_what_has_not_changed_makes_no_version_and_what_has_makes_one_each(put: Deploy) -> None:
    first = put({"level.dmn": modeled(levels())})
    again = put({"level.dmn": modeled(levels())})
    changed = put({"level.dmn": modeled(levels(threshold=3000)), "other.dmn": modeled(levels("other"))})

    assert (again.number, again.definitions[0].changed) == (first.number, False)
    assert [(entry.key, entry.version, entry.changed) for entry in changed.definitions] == [
        ("level", 2, True),
        ("other", 1, True),
    ]


def test_a_case_of_an_earlier_deployment_means_the_earlier_decision(database: Engine, put: Deploy) -> None:
    tagged = levels(threshold=3000).replace('id="level"', 'id="level" camunda:versionTag="2027"')
    first = put({"level.dmn": modeled(levels())})
    second = put({"level.dmn": modeled(tagged)})

    with reading(database) as connection:
        early = resolve(connection, "decision", "level", deployment_number=first.number)
        late = resolve(connection, "decision", "level", deployment_number=second.number)
        by_tag = resolve(
            connection, "decision", "level", deployment_number=second.number, binding="versionTag", version_tag="2027"
        )
        newest = current(connection, "decision", "level")
        listed = list_definitions(connection, "decision")
    assert early is not None
    assert b"2000" in early.content
    assert late is not None
    assert b"3000" in late.content
    assert by_tag is not None
    assert newest is not None
    assert late.id == by_tag.id == newest.id == listed[0].id


def test_the_modeler_deploys_a_table_alone(database: Engine) -> None:
    answer = deploy(
        database, {"diagram_1.dmn": modeled(levels()).encode()}, name="diagram_1", source="Camunda Modeler", at=AT,
        person_id=None, known_roles=ROLES, compile_process=lambda *_given: None,
    )  # fmt: skip

    assert [(entry.kind, entry.resource) for entry in answer.definitions] == [("decision", "diagram_1.dmn")]


def test_a_process_bound_to_its_deployment_follows_a_changed_decision(put: Deploy) -> None:
    bound = asking('camunda:decisionRefBinding="deployment"')
    put({"p.bpmn": bound, "level.dmn": modeled(levels())})
    second = put({"p.bpmn": bound, "level.dmn": modeled(levels(threshold=3000))})

    assert [(entry.key, entry.version) for entry in second.definitions] == [("p", 2), ("level", 2)]


def test_a_process_may_ask_a_decision_deployed_before_it(put: Deploy) -> None:
    with pytest.raises(DeploymentRefused, match="没有找到"):
        put({"p.bpmn": asking()})
    put({"level.dmn": modeled(levels())})

    assert put({"p.bpmn": asking()}).definitions[0].changed


@pytest.mark.parametrize("sentence", FAULTS)
def test_one_bad_table_keeps_the_whole_bundle_out(database: Engine, put: Deploy, sentence: str) -> None:
    put({"level.dmn": modeled(levels())})
    before = rows(database)

    with pytest.raises(DeploymentRefused, match=sentence) as caught:
        put({"p.bpmn": file(line(WORK)), "good.dmn": modeled(levels("good")), "level.dmn": FAULTS[sentence]})

    assert rows(database) == before
    assert {finding["resource"] for finding in caught.value.details["findings"]} == {"level.dmn"}


def test_doubts_are_answered_and_kept_with_the_deployment(database: Engine, put: Deploy) -> None:
    doubtful = table([AMOUNT], [RESULT], [["<= 5", '"小"'], [">= 5", '"大"']])
    answer = put({"level.dmn": modeled(decision("level", doubtful, name="等级"))})

    (found,) = answer.findings
    assert (found.severity, found.row) == ("warning", 2)
    with reading(database) as connection:
        notes = connection.scalar(sa.select(deployment.c.notes))
    assert notes[0]["row"] == 2


def test_long_ids_of_one_file_stay_apart(database: Engine, put: Deploy) -> None:
    put({"level.dmn": modeled(levels("a" * 100 + "b"), levels("a" * 100 + "c"))})

    ids = {row.id for row in rows(database)}
    assert len(ids) == 2
    assert all(len(identifier) <= 36 for identifier in ids)
