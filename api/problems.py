"""Errors as RFC 9457 problems: the one place where errors become HTTP, in Chinese and always in the same shape."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from flask import Response, current_app, g, request
from werkzeug.exceptions import HTTPException, InternalServerError

from engine.errors import ProductError

#: What a type of problem is called, every ProductError's among them; what to do stands in the problem's detail.
TITLES = {
    "internal": "系统出了问题",
    "not-found": "没有找到",
    "conflict": "已经有人办过",
    "forbidden": "不能办这件事",
    "unauthenticated": "请先登录",
    "sign-in-held": "登录要等一会儿",
    "password-due": "请先改密码",
    "token-reads-only": "令牌只能读",
    "invalid": "请求内容要改",
    "invalid-submission": "填写的内容要改",
    "malformed-json": "请求内容不是 JSON",
    "deployment-refused": "流程文件没有部署",
    "definition-damaged": "流程文件坏了",
    "place-refused": "不能挪到那里",
    "too-large": "内容太大",
    "already-completed": "已经办完",
    "claimed-by-another": "别人正在办",
    "task-withdrawn": "不用办了",
    "revision-moved": "已经有了变化",
    "precondition-failed": "已经有了更新",
    "request-key-reused": "请求编号用过了",
    "request-done": "已经办成",
    "suspended": "已经暂停",
    "too-late-to-undo": "不能撤回了",
    "database-away": "数据库暂时用不了",
    "unfit-backup": "备份不能用",
    "tool-failed": "工具没有办成",
    "already-there": "已经是这个版本",
    "value-moved": "值已经变了",
    "move-refused": "不能改到这个版本",
    "tried-again-later": "稍后再试",
    "incident": "流程走不下去",
    "nobody-waits": "现在没有等这条消息的",
    "several-wait": "等这条消息的不止一处",
    "unsupported-media-type": "内容类型不对",
    "catalogue-refused": "协商目录没有采用",
    "unresolvable-group": "找不到办理岗位",
    "unreadable-form": "表单读不懂",
    "unreadable-expression": "条件读不懂",
    "unreadable-cron": "周期读不懂",
    "external-task-ended": "外部任务已经结束",
    "lock-lost": "外部任务没有锁定在您这里",
    "still-waiting": "现在送不到",
}
#: Problems that HTTP itself finds, by status: type, title, what to do.
_HTTP = {
    400: ("bad-request", "请求写得不对", "请求的格式不对，请照接口说明改正后再发。"),
    404: ("not-found", TITLES["not-found"], "没有找到，或者您无权查看。"),
    405: ("method-not-allowed", "这个网址不能这样用", "这个网址不支持这种请求方法，请照接口说明改正。"),
    412: ("precondition-failed", "已经有了更新", "内容已经有了更新，请重新读取后再办。"),
    413: ("too-large", TITLES["too-large"], "内容太大，请减小后再发。"),
    415: ("unsupported-media-type", "内容类型不对", "请用 Content-Type: application/json 发送 JSON。"),
    422: ("invalid", TITLES["invalid"], "请求内容有问题，请看标出的各处。"),
    500: ("internal", TITLES["internal"], "系统出了问题，不是您填错了。请过几分钟再试。"),
}
#: How one may sign in, on every 401.
CHALLENGE = 'Basic realm="xieshang", charset="UTF-8", Bearer'
_RESERVED = frozenset({"type", "title", "status", "detail", "instance"})


class PreconditionFailed(ProductError):
    """内容已经有了更新，请重新读取后再办。"""

    status = 412
    type = "precondition-failed"


class UnsupportedContent(ProductError):
    """请用 Content-Type: application/json 发送 JSON。"""

    status = 415
    type = "unsupported-media-type"


def problem_of(error: ProductError) -> dict[str, Any]:
    """The problem object of one of our errors; its details become further members."""
    title = TITLES.get(error.type) or _HTTP.get(error.status, _HTTP[400])[1]
    body = _problem(error.type, title, error.status, error.message)
    body.update({key: value for key, value in error.details.items() if key not in _RESERVED})
    return body


def http_problem_of(error: HTTPException) -> dict[str, Any]:
    """The problem object of an error that Flask or the argument parser raised."""
    status = error.code or 500
    kind, title, detail = _HTTP.get(status, _HTTP[400 if status < 500 else 500])
    body = _problem(kind, title, status, detail)
    messages = getattr(error, "data", {}).get("messages")
    if isinstance(messages, Mapping):
        body["errors"] = errors_by_path(messages)
    return body


def errors_by_path(messages: Mapping[Any, Any]) -> dict[str, list[str]]:
    """marshmallow's nested messages by field path (``data.place``), the location (json, query) left out."""
    return {path: found for _, inner in messages.items() for path, found in _flatten(inner, "")}


def _flatten(messages: Any, path: str) -> Iterator[tuple[str, list[str]]]:
    if not isinstance(messages, Mapping):
        yield path or "body", [str(message) for message in messages]
        return
    for key, inner in messages.items():
        if isinstance(key, int):
            yield from _flatten(inner, f"{path}[{key}]")
        else:
            name = "" if key == "_schema" else str(key)
            yield from _flatten(inner, ".".join(part for part in (path, name) if part))


def _problem(kind: str, title: str, status: int, detail: str) -> dict[str, Any]:
    return {"type": f"/problems/{kind}", "title": title, "status": status, "detail": detail}


def respond(body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """The HTTP response of a problem."""
    status = int(body["status"])
    response = Response(current_app.json.dumps(body), status, mimetype="application/problem+json")
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = CHALLENGE
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def answer_product_error(error: ProductError) -> Response:
    """Flask's handler for our own errors."""
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log_failure(error)
    return tell_wait(respond(problem_of(error)), error)


def tell_wait(response: Response, error: ProductError) -> Response:
    """The response, with how many seconds to wait where the error knows."""
    if "retry_after" in error.details:
        response.headers["Retry-After"] = str(error.details["retry_after"])
    return response


def answer_http_error(error: HTTPException) -> Response:
    """Flask's handler for HTTP errors; what was not foreseen is logged and told without its cause."""
    if isinstance(error, InternalServerError):
        log_failure(error.original_exception or error)
    allowed = getattr(error, "valid_methods", None)
    return respond(http_problem_of(error), {"Allow": ", ".join(sorted(allowed))} if allowed else None)


def log_failure(error: BaseException) -> None:
    """Write down what was not foreseen, for the operator; the answer does not tell it."""
    structlog.get_logger("api").error(
        "request_failed", method=request.method, rule=str(request.url_rule), request_id=g.get("request_id"),
        exc_info=error,
    )
