"""The door to the dialect: who may call what; everything else under its address is answered in JSON too, never a page.

Sessions open nothing here: every request brings Basic or Bearer, as under /api/v1.
"""
from __future__ import annotations

from collections.abc import Callable, Collection
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException, NotFound

from api.access import admit
from api.engine_rest import cors
from api.engine_rest.problems import answer_http_error, answer_product_error
from api.json_text import read_json
from api.other_pages import leave_unprompted, refuse_other_pages
from api.problems import UnsupportedContent
from engine.database_trouble import DATABASE_TROUBLE, explain
from engine.errors import InvalidRequest, ProductError

View = TypeVar("View", bound=Callable[..., Any])
MEBIBYTE = 1024 * 1024
_ANYTHING = ("GET", "POST", "PUT", "DELETE", "PATCH")


class DialectDoor(Blueprint):
    """Operations are declared with ``operation``; nothing else registers a route."""

    def __init__(self) -> None:
        super().__init__("engine_rest", __name__)
        self._rules: dict[str, tuple[frozenset[str], frozenset[str], int]] = {}
        self.before_request(self._admit)
        self.after_request(leave_unprompted)
        self.after_app_request(cors.add_headers)
        self.register_error_handler(ProductError, answer_product_error)
        self.register_error_handler(HTTPException, answer_http_error)
        for trouble in DATABASE_TROUBLE:
            self.register_error_handler(trouble, lambda error: answer_product_error(explain(error)))
        for rule in ("", "/", "/<path:rest>", "//<path:rest>"):
            self._route(rule, _nothing_here, _ANYTHING)

    def operation(
        self,
        method: str,
        rule: str,
        *,
        roles: Collection[str] = (),
        query: Collection[str] = (),
        body_limit: int = MEBIBYTE,
    ) -> Callable[[View], View]:
        """Register a view. ``roles``: whoever holds one of them may call it; none given: everyone recognised.

        ``query``: the parameters that the view reads; others are refused, because a filter that is left out answers
        with too much.
        """

        def register(view: View) -> View:
            self._rules[view.__name__] = (frozenset(roles), frozenset(query), body_limit)
            # An address that was typed with a slash at its end gives //deployment.
            for slash in ("", "/"):
                self._route(f"{slash}{rule}", view, (method,))
            return view

        return register

    def _route(self, rule: str, view: Callable[..., Any], methods: Collection[str]) -> None:
        exactly: dict[str, Any] = {"methods": list(methods), "merge_slashes": False, "strict_slashes": False}
        self.add_url_rule(f"{cors.PREFIX}{rule}", view.__name__, view, **exactly)

    def _admit(self) -> Response | None:
        if request.method == "OPTIONS":
            return Response(status=HTTPStatus.NO_CONTENT)  # a preflight carries no credentials
        name = (request.endpoint or "").rpartition(".")[2]
        unknown = (frozenset[str](), frozenset(request.args), 0)
        roles, query, request.max_content_length = self._rules.get(name, unknown)
        refuse_other_pages(cors.ORIGINS)
        admit(roles, query)
        return None


def _nothing_here(rest: str = "") -> None:
    raise NotFound()


door = DialectDoor()


def read_body() -> dict[str, Any]:
    """The JSON object of the request; no body is an empty one. Raises MalformedJson, InvalidRequest."""
    raw = request.get_data()
    if not raw:
        return {}
    if not request.is_json:
        raise UnsupportedContent()
    body = read_json(raw)
    if not isinstance(body, dict):
        raise InvalidRequest("请求内容要写一个 JSON 对象，用花括号括起来。")
    return body
