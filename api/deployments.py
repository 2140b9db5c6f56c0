"""Deployments: a bundle of diagrams, decision tables and forms, all or nothing; the list of what was deployed when."""
from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

from api.context import actor, engine
from api.door import MEBIBYTE, Door
from api.schemas.records import Deployed, DeploymentDetail, DeploymentPage, DeployQuery, Upload
from api.schemas.shapes import PageQuery
from consultation.bundles import deploy_bundle
from consultation.paging import read_cursor, write_cursor
from engine.errors import InvalidSubmission, NotFound
from engine.tables import deployment
from engine.transaction import reading

door = Door("deployments", "部署")
NUMBER = {"number": "第几次部署，例如 2"}
_LONGEST_NUMBER = 9


@door.operation(
    "POST", "/deployments", summary="部署流程",
    about="一起上传流程图（.bpmn）、决策表（.dmn）和表单（.form），合计不超过 8 MB。"
    "全部合格才部署；有问题时逐条列出，什么也不改。没有改动的文件不会有新版。在办的协商仍照发起时的版次办。\n\n"
    "```\ncurl -u 账号:密码 -F files=@consultation.bpmn -F files=@topic.form http://127.0.0.1:8000/api/v1/deployments\n```",
    roles=("process_owner",), body_limit=8 * MEBIBYTE,
)  # fmt: skip
@door.query(DeployQuery)
@door.files(Upload)
@door.gives(Deployed, "已部署")
def deploy(query: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """Deploy a bundle."""
    done = deploy_bundle(
        engine(), _resources(body["files"]), name=query["name"], source="api", person_id=actor().person_id,
        request=actor().request,
    )
    return {"number": done.number, "definitions": [_shown(entry) for entry in done.definitions],
            "findings": [finding.as_json() for finding in done.findings]}  # fmt: skip


@door.operation("GET", "/deployments", summary="部署记录", about="新的在前。", roles=("process_owner", "admin"))
@door.query(PageQuery)
@door.gives(DeploymentPage, "一页部署")
def deployments(query: dict[str, Any]) -> dict[str, Any]:
    """One page of what was deployed."""
    columns = deployment.c
    found = sa.select(columns.number, columns.name, columns.source, columns.deployed_at, columns.deployed_by)
    if query["after"] is not None:
        found = found.where(columns.number < read_cursor(query["after"], (int,))[0])
    limit = query["limit"]
    with reading(engine().database) as connection:
        rows = connection.execute(found.order_by(columns.number.desc()).limit(limit + 1)).all()
    return {"items": rows[:limit], "next": write_cursor(rows[limit - 1].number) if len(rows) > limit else None}


@door.operation(
    "GET", "/deployments/<number>", summary="一次部署",
    about="部署时的提醒都留着，包括少了实施方案的一步而在图里写明的理由。", roles=("process_owner", "admin"),
    parameters=NUMBER,
)  # fmt: skip
@door.gives(DeploymentDetail, "这次部署")
def deployment_detail(number: str) -> dict[str, Any]:
    """A deployment with the findings that did not stop it."""
    if not number.isascii() or not number.isdigit() or len(number) > _LONGEST_NUMBER:
        raise NotFound()
    with reading(engine().database) as connection:
        row = connection.execute(sa.select(deployment).where(deployment.c.number == int(number))).one_or_none()
    if row is None:
        raise NotFound()
    return {**row._mapping, "findings": row.notes}


def _resources(files: list[FileStorage]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for file in files:
        name = PurePosixPath((file.filename or "").replace("\\", "/")).name
        if not name or len(name) > 200 or not name.isprintable():
            raise InvalidSubmission({"files": ["文件要有名字，例如 consultation.bpmn。"]})
        if name in found:
            raise InvalidSubmission({"files": [f"{name} 传了两次，请只传一个。"]})
        with file.stream as content:
            found[name] = content.read()
    return found


def _shown(entry: Any) -> dict[str, Any]:
    names = ("id", "kind", "key", "version", "name", "resource", "changed")
    return {name: getattr(entry, name) for name in names}
