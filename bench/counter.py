"""A county with one small loop of forms behind the real application, for benches of completions over HTTP."""
from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

import access_log
import migration
from app import create_app
from composition import Product, compose
from consultation.bundles import deploy_bundle
from consultation.demo.county import seed_county
from consultation.tokens import issue_token
from engine.process_engine import utc_now
from engine.transaction import writing
from settings import Settings

STARTER = "xinyuan-committee"
ORGANISATION = "64990304"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
#: About 1 KB, as a record of a meeting is.
ANSWER = {"record": "会议记录，逐条写明。" * 33, "households": 128, "again": "是"}

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
    xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="bench_file" targetNamespace="bench"
    modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.24.0">
  <bpmn:process id="bench_loop" name="登记一圈又一圈" isExecutable="true" camunda:historyTimeToLive="P3650D"
      camunda:candidateStarterGroups="village_committee">
    <bpmn:documentation>只用来测量。</bpmn:documentation>
    <bpmn:startEvent id="begun" name="开始"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="begun" targetRef="together" />
    <bpmn:exclusiveGateway id="together" name="再登记">
      <bpmn:incoming>f1</bpmn:incoming><bpmn:incoming>f4</bpmn:incoming>
      <bpmn:outgoing>f2</bpmn:outgoing></bpmn:exclusiveGateway>
    <bpmn:sequenceFlow id="f2" sourceRef="together" targetRef="record_it" />
    <bpmn:userTask id="record_it" name="登记" camunda:candidateGroups="village_committee"
        camunda:formRef="bench_record" camunda:formRefBinding="latest" camunda:dueDate="=duration(&quot;P3D&quot;)">
      <bpmn:documentation>填写记录。</bpmn:documentation>
      <bpmn:extensionElements><camunda:properties><camunda:property name="stage" value="协商" />
      </camunda:properties></bpmn:extensionElements>
      <bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing></bpmn:userTask>
    <bpmn:sequenceFlow id="f3" sourceRef="record_it" targetRef="decide" />
    <bpmn:exclusiveGateway id="decide" name="再来一圈吗" default="f5"><bpmn:incoming>f3</bpmn:incoming>
      <bpmn:outgoing>f4</bpmn:outgoing><bpmn:outgoing>f5</bpmn:outgoing></bpmn:exclusiveGateway>
    <bpmn:sequenceFlow id="f4" name="再来" sourceRef="decide" targetRef="together">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=again = "是"</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f5" name="不再" sourceRef="decide" targetRef="over" />
    <bpmn:endEvent id="over" name="结束"><bpmn:incoming>f5</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>
"""

FORM = {
    "id": "bench_record", "type": "default", "schemaVersion": 19, "executionPlatform": "Camunda Platform",
    "executionPlatformVersion": "7.24.0",
    "components": [
        {"type": "textarea", "id": "f_record", "key": "record", "label": "记录",
         "validate": {"required": True, "maxLength": 4000}},
        {"type": "number", "id": "f_households", "key": "households", "label": "户数",
         "validate": {"required": True, "min": 0, "max": 100000}},
        {"type": "radio", "id": "f_again", "key": "again", "label": "再来一圈吗", "validate": {"required": True},
         "values": [{"label": "是", "value": "是"}, {"label": "否", "value": "否"}]},
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Counter:
    """The application, and the credentials of the one who does everything."""

    product: Product
    app: Flask
    headers: Mapping[str, str]

    def client(self) -> FlaskClient:
        """A client that speaks to the application in this process."""
        return self.app.test_client()

    def start(self, client: FlaskClient, process: str = "bench_loop") -> str:
        """Start a case; the id of its first task."""
        body = {"process": process, "organisation": ORGANISATION, "data": {}}
        answer = client.post("/api/v1/cases", json=body, headers=self.headers)
        number = answer.get_json()["number"]
        found = client.get(f"/api/v1/tasks?case={number}", headers=self.headers).get_json()["items"]
        return str(found[0]["id"])

    def complete(self, client: FlaskClient, task_id: str, data: Mapping[str, Any] | None = None) -> str:
        """Complete a task over HTTP; the id of the one that follows."""
        return self._post(client, f"/api/v1/tasks/{task_id}/complete", data)

    def complete_floor(self, client: FlaskClient, task_id: str, data: Mapping[str, Any] | None = None) -> str:
        """The same of bench.floor."""
        return self._post(client, f"/api/v1/floor/{task_id}/complete", data)

    def _post(self, client: FlaskClient, path: str, data: Mapping[str, Any] | None) -> str:
        body = json.dumps({"data": ANSWER if data is None else data}, ensure_ascii=False).encode()
        answer = client.post(path, data=body, content_type="application/json", headers=self.headers)
        following = answer.get_json()["next_tasks"]
        return str(following[0]) if following else ""


def quiet() -> None:
    """Log as production does, to where nobody reads."""
    access_log.configure()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(Path(os.devnull).open("w")))  # noqa: SIM115


def open_counter(folder: Path, database_url: str = "") -> Counter:
    """The county's application on an empty database, with the loop deployed. ``database_url``: empty for SQLite."""
    quiet()
    settings = Settings(data_dir=folder, demo=True, secret_key="k" * 40, database_url=database_url)
    product = compose(settings)
    migration.upgrade(product.database)
    with writing(product.database) as connection:
        seed_county(connection, utc_now(), lambda _login: "a-password-of-nobody", CHEAP)
        expires = utc_now() + dt.timedelta(days=1)
        token = issue_token(connection, STARTER, "bench", utc_now() - dt.timedelta(seconds=1), expires)
    resources = {"bench_loop.bpmn": DIAGRAM.encode(), "bench_record.form": json.dumps(FORM).encode()}
    deploy_bundle(product.engine, resources, name="bench", source="bench", person_id=None)
    app = create_app(settings, database=product.database)
    return Counter(product, app, {"Authorization": f"Bearer {token}"})
