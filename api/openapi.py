"""Puts the doors together under /api/v1 and describes them in one OpenAPI document in Chinese."""
from __future__ import annotations

from typing import Any

from flask import Flask
from flask_smorest import Api  # type: ignore[import-untyped]  # the library ships no types

from api import (
    administration,
    cases,
    catalogue,
    coverage,
    definitions,
    deployments,
    incidents,
    me,
    messages,
    moves,
    records,
    tasks,
)
from api.schemas.shapes import Problem

DOORS = (me.door, definitions.door, cases.door, tasks.door, records.door, messages.door, deployments.door,
         incidents.door, administration.door, moves.door, catalogue.door, coverage.door)  # fmt: skip
ABOUT = """城乡社区协商的办事接口。

**登录**：每个请求都带账号和密码（Basic），或访问令牌（Bearer），不用会话。

```
curl -u donggou-clerk:密码 http://127.0.0.1:8000/api/v1/me
curl -H "Authorization: Bearer 令牌" http://127.0.0.1:8000/api/v1/tasks
```

**办一件协商**：`POST /cases` 发起 → `GET /tasks` 看待办 → `GET /tasks/{id}` 看表单和依据 →
`POST /tasks/{id}/complete` 提交 → 下一个岗位的人接着办。`GET /cases/{number}` 看办到哪一步。

**出错**：回答是 `application/problem+json`：`type` 给程序判断，`detail` 告诉您怎么办，`errors` 按字段列出问题。
看不到的和不存在的，都回答 404。
密码输错太多次，回答 429，`Retry-After` 是要等的秒数。

**重发**：没收到回答时，照原样再发一次就行：写操作都带上 `Idempotency-Key`（自己起的编号，例如 UUID），
七天内同一编号只办一次，
重发得到第一次的回答，并有 `Idempotency-Replayed: true`。没办成的（4xx、5xx）不占用编号，改正后可用同一编号再发；
同一编号发别的内容，回答 409。

**列表**：`{"items": [...], "next": "..."}`；把 `next` 作为参数 `after` 传回，读下一页。

**数**：表单里的数按写的原样计算，不会有小数误差。**时间**：回答一律是 UTC；日期写 `2026-11-24`。"""
SECURITY: dict[str, dict[str, Any]] = {
    "basic": {"type": "http", "scheme": "basic", "description": "账号和密码"},
    "token": {"type": "http", "scheme": "bearer", "description": "访问令牌"},
}
_ERROR_ANSWERS = {
    "DEFAULT_ERROR": "没有办成：怎么办，写在 detail 里",
    "UNPROCESSABLE_ENTITY": "内容要改：哪里要改，写在 errors 里",
}


class ProblemApi(Api):  # type: ignore[misc]  # its base has no types
    """flask-smorest's Api with our problems instead of its own errors."""

    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        """None here: app.py registers the handlers of every door."""

    def _register_pagination_header(self) -> None:
        """None: pages carry their cursor in the body."""


def register_doors(app: Flask) -> None:
    """Register every operation and serve the document at /api/v1/openapi.json."""
    app.config.update(
        API_TITLE="城乡社区协商",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
    )
    described = ProblemApi(
        app,
        spec_kwargs={
            "info": {"description": ABOUT},
            "servers": [{"url": "/", "description": "本机"}],
            "security": [{name: []} for name in SECURITY],
        },
    )
    for name, scheme in SECURITY.items():
        described.spec.components.security_scheme(name, scheme)
    for door in DOORS:
        described.register_blueprint(door)
    _name_problems(described)


def _name_problems(described: Any) -> None:
    """Error answers are problems: their own media type, described in Chinese."""
    for name, response in described.spec.components.responses.items():
        response["description"] = _ERROR_ANSWERS[name]
        content = response.get("content", {})
        if "application/json" in content:
            content["application/problem+json"] = content.pop("application/json")
