"""A bundle is stored whole or not at all, and only what has changed makes a version."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from lxml import etree
from sqlalchemy.engine import Engine

from engine.deployment.lint import Landscape
from engine.deployment.store import Deployment
from engine.errors import DeploymentRefused, TooLarge
from engine.tables import definition, deployment
from engine.transaction import reading
from tests.unit.engine.deployment.drawing import MESSAGE, MESSAGE_DEFINITION, WORK, element, file, line

Deploy = Callable[..., Deployment]


def form(id_: str = "topic", label: str = "标题") -> str:
    """A form with one field."""
    field = {"type": "textfield", "id": "f1", "key": "title", "label": label, "validate": {"maxLength": 50}}
    head = {"type": "default", "id": id_, "schemaVersion": 19}
    return json.dumps(head | {"executionPlatform": "Camunda Platform", "components": [field]}, ensure_ascii=False)


def with_form(binding: str = "latest") -> str:
    """A process whose task shows the form topic."""
    attributes = f'camunda:formRef="topic" camunda:formRefBinding="{binding}"'
    return file(line(WORK.replace(" name=", f" {attributes} name=")))


def rows(database: Engine) -> tuple[int, int]:
    """How many deployments and definitions there are."""
    with reading(database) as connection:
        deployments = connection.scalar(sa.select(sa.func.count()).select_from(deployment))
        definitions = connection.scalar(sa.select(sa.func.count()).select_from(definition))
    return deployments or 0, definitions or 0


def test_a_bundle_is_stored_with_ids_of_key_version_and_hash(database: Engine, put: Deploy) -> None:
    text = with_form()
    answer = put({"topic.form": form(), "p.bpmn": text})

    digest = hashlib.sha256(text.encode()).hexdigest()
    assert [entry.kind for entry in answer.definitions] == ["process", "form"]
    assert answer.definitions[0].id == f"p:1:{digest[:8]}"
    assert all(entry.changed for entry in answer.definitions)
    with reading(database) as connection:
        row = connection.execute(sa.select(definition).where(definition.c.kind == "process")).one()
    assert (row.content, row.content_hash, row.deployment_number) == (text.encode(), digest, answer.number)
    assert (row.name, row.resource, row.info["start_element"]) == ("流程", "p.bpmn", "start")


def test_deploying_the_same_again_changes_nothing_and_answers_the_same(database: Engine, put: Deploy) -> None:
    first = put({"p.bpmn": with_form(), "topic.form": form()})
    again = put({"p.bpmn": with_form(), "topic.form": form()})

    assert rows(database) == (1, 2)
    assert again.number == first.number
    assert [entry.id for entry in again.definitions] == [entry.id for entry in first.definitions]
    assert not any(entry.changed for entry in again.definitions)


def test_only_what_has_changed_gets_a_new_version(database: Engine, put: Deploy) -> None:
    first = put({"p.bpmn": with_form(), "topic.form": form()})
    second = put({"p.bpmn": with_form(), "topic.form": form(label="议题")})

    assert second.number > first.number
    assert [(entry.kind, entry.version, entry.changed) for entry in second.definitions] == [
        ("process", 1, False),
        ("form", 2, True),
    ]
    assert rows(database) == (2, 3)


def test_going_back_to_an_older_text_is_a_new_version(put: Deploy) -> None:
    for label in ("甲", "乙", "甲"):
        answer = put({"topic.form": form(label=label)})

    assert answer.definitions[0].version == 3


def test_a_process_bound_to_its_deployment_follows_a_changed_form(put: Deploy) -> None:
    put({"p.bpmn": with_form("deployment"), "topic.form": form()})
    second = put({"p.bpmn": with_form("deployment"), "topic.form": form(label="议题")})
    third = put({"p.bpmn": with_form("deployment"), "topic.form": form(label="议题")})

    assert [(entry.key, entry.version, entry.changed) for entry in second.definitions] == [
        ("p", 2, True),
        ("topic", 2, True),
    ]
    assert third.number == second.number


def test_one_bad_file_keeps_the_whole_bundle_out(database: Engine, put: Deploy) -> None:
    with pytest.raises(DeploymentRefused, match="没有写由谁执行") as caught:
        put({"topic.form": form(), "p.bpmn": file(line(element("serviceTask")))})

    assert rows(database) == (0, 0)
    assert caught.value.details["findings"][0]["resource"] == "p.bpmn"


def test_what_the_engines_parser_raises_becomes_a_finding(database: Engine, put: Deploy) -> None:
    def fail(definition_id: str, key: str, root: etree._Element) -> object:
        raise RecursionError(f"{definition_id} {key} {root.tag}")

    with pytest.raises(DeploymentRefused, match="引擎不能执行这张图") as caught:
        put({"p.bpmn": file(line(WORK))}, fail)

    assert caught.value.details["findings"][0]["element_id"] == "p"
    assert rows(database) == (0, 0)


def test_the_parser_is_given_the_id_that_will_be_stored(put: Deploy) -> None:
    seen: list[tuple[str, str, str]] = []

    def note(definition_id: str, key: str, root: etree._Element) -> object:
        seen.append((definition_id, key, etree.QName(root).localname))
        return None

    answer = put({"p.bpmn": file(line(WORK))}, note)

    assert seen == [(answer.definitions[0].id, "p", "definitions")]


def test_warnings_are_answered_and_kept_with_the_deployment(database: Engine, put: Deploy) -> None:
    answer = put({"p.bpmn": file(line(WORK), platform="")})

    assert [finding.severity for finding in answer.findings] == ["warning"]
    with reading(database) as connection:
        notes = connection.scalar(sa.select(deployment.c.notes))
    assert notes[0]["message"] == answer.findings[0].message


def test_a_file_that_is_too_big_is_told_so(database: Engine, put: Deploy) -> None:
    with pytest.raises(TooLarge, match="5 MB"):
        put({"p.bpmn": file(line(WORK)) + " " * 10_000_000})

    assert rows(database) == (0, 0)


def test_long_ids_fit_their_column(put: Deploy) -> None:
    answer = put({"p.bpmn": file(line(WORK), key="a" * 200)})

    assert len(answer.definitions[0].id) <= 36
    assert answer.definitions[0].key == "a" * 200


def test_a_bundle_that_another_overtakes_is_checked_again_and_tells_everything_once(put: Deploy) -> None:
    seen: list[int] = []

    def look(landscape: Landscape) -> None:
        seen.append(len(landscape.calls))
        for _diagram, findings in landscape.given.values():
            findings.warn(None, "再看一看")
        if len(seen) == 1:
            put({"p.bpmn": file(line(WORK)), "q.bpmn": file(line(WORK), key="q")})

    answer = put({"p.bpmn": file(line(WORK), platform="")}, lint=look)

    assert seen == [1, 2]
    assert [(entry.version, entry.id[:4]) for entry in answer.definitions] == [(2, "p:2:")]
    assert [finding.message for finding in answer.findings][1:] == ["再看一看"]


def test_a_bundle_whose_reference_another_takes_away_is_refused(database: Engine, put: Deploy) -> None:
    put({"q.bpmn": file(line(WORK), key="q")})
    by_message = element("startEvent", content=MESSAGE_DEFINITION, id_="start")
    overtaking = iter([{"q.bpmn": file(line(WORK, start=by_message), MESSAGE, key="q")}])
    calling = file(line(element("callActivity", 'calledElement="q"')))

    with pytest.raises(DeploymentRefused, match="没有普通开始事件"):
        put({"p.bpmn": calling}, lint=lambda _landscape: put(next(overtaking)))

    assert rows(database) == (2, 2)


def test_eight_people_deploying_at_once_queue_up(database: Engine, put: Deploy) -> None:
    begin = threading.Barrier(8)
    answers: list[Deployment] = []

    def deploy_one(number: int) -> None:
        begin.wait()
        answers.append(put({"topic.form": form(label=f"第{number}种"), f"f{number}.form": form(f"f{number}")}))

    threads = [threading.Thread(target=deploy_one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    versions = sorted(entry.version for answer in answers for entry in answer.definitions if entry.key == "topic")
    assert versions == list(range(1, 9))
    assert len({answer.number for answer in answers}) == 8
    assert rows(database) == (8, 16)
