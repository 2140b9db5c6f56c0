"""The files and settings of a deployment, from multipart/form-data as Camunda clients send it."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from flask import request

from engine.errors import InvalidRequest

_LONGEST_NAME = 255
#: The settings that other parts of the form may carry. Unchanged files never get a new version, whatever they say.
_FILTERING = frozenset({"enable-duplicate-filtering", "deploy-changed-only"})
_NAMES = frozenset({"deployment-name", "deployment-source"})
_REFUSED = {
    "tenant-id": "这里没有租户，请把 Tenant ID 一栏清空后再部署。",
    "deployment-activation-time": "这里一部署就生效，不能定时，请去掉启用时间（deployment-activation-time）。",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """What is to be deployed: file name to content, the open tab's file first."""

    name: str
    source: str
    resources: dict[str, bytes]


def read_upload() -> Upload:
    """Read the request. A file is what has a file name, whatever its field and its media type are called.

    The same file may come twice, as when it was also attached to itself; two different ones of one name may not.
    Raises InvalidRequest.
    """
    form = request.form
    for name, value in form.items():
        if name in _REFUSED and value.strip():
            raise InvalidRequest(_REFUSED[name])
        if name not in _REFUSED and name not in _FILTERING | _NAMES:
            raise InvalidRequest(f"这里不认识「{name[:60]}」这一项，请去掉。文件要带文件名上传。")
    resources = _read_files()
    if not resources:
        raise InvalidRequest("没有要部署的文件，请附上 .bpmn、.dmn 或 .form 文件。")
    first = PurePosixPath(next(iter(resources))).stem
    return Upload(form.get("deployment-name") or first, form.get("deployment-source") or "engine-rest", resources)


def _read_files() -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for _, file in request.files.items(multi=True):
        name = PurePosixPath((file.filename or "").replace("\\", "/")).name
        if not name or len(name) > _LONGEST_NAME or not name.isprintable():
            raise InvalidRequest("文件要有普通的名字，例如 consultation.bpmn。")
        with file.stream as stream:
            content = stream.read()
        if found.setdefault(name, content) != content:
            raise InvalidRequest(f"{name} 传了两次，内容不一样。请存盘后只附一个，再部署。")
    return found
