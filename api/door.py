"""The shape of every operation of this API: who may call it, what it takes, what it gives; deny by default."""
from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

import flask
import marshmallow as ma
from flask_smorest import Blueprint  # type: ignore[import-untyped]  # the library ships no types
from webargs.core import missing
from webargs.flaskparser import FlaskParser, is_json_request

from api.access import admit
from api.json_text import read_json
from api.other_pages import leave_unprompted, refuse_other_pages
from api.problems import UnsupportedContent, answer_product_error
from api.request_keys import begin, settle
from api.schemas.shapes import IdempotencyHeader

View = TypeVar("View", bound=Callable[..., Any])
MEBIBYTE = 1024 * 1024


class RequestParser(FlaskParser):
    """Reads JSON bodies as hostile input and refuses parameters that the operation does not name."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {  # as the library declares it
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": ma.RAISE,
        "json": ma.RAISE,
        "files": ma.RAISE,
        "form": ma.RAISE,
        "headers": ma.EXCLUDE,
    }

    def _raw_load_json(self, req: flask.Request) -> Any:
        raw = req.get_data(cache=True)
        if not raw:
            return missing
        if not is_json_request(req):
            raise UnsupportedContent()
        return read_json(raw)


class Door(Blueprint):  # type: ignore[misc]  # its base has no types
    """A part of the API. Operations are declared with ``operation``; nothing else registers a route."""

    ARGUMENTS_PARSER = RequestParser()

    def __init__(self, name: str, title: str) -> None:
        """``name``: for routing; ``title``: the Chinese heading of this part in the document."""
        super().__init__(name, f"api.{name}", url_prefix="/api/v1", description=title)
        self._rules: dict[str, tuple[frozenset[str], int, frozenset[str]]] = {}
        self.before_request(self._admit)
        self.after_request(leave_unprompted)
        self.after_request(_settle)

    def operation(  # keyword arguments: what the document says of an operation
        self,
        method: str,
        rule: str,
        *,
        summary: str,
        about: str = "",
        roles: Collection[str] = (),
        body_limit: int = MEBIBYTE,
        parameters: Mapping[str, str] | None = None,
    ) -> Callable[[View], View]:
        """Register a view. ``roles``: whoever holds one of them may call it; none given: everyone recognised.

        Whatever is no GET takes an Idempotency-Key. ``parameters``: what the path's parameters mean, in Chinese.
        """
        described = [
            {"name": name, "in": "path", "required": True, "description": text}
            for name, text in (parameters or {}).items()
        ]

        def register(view: View) -> View:
            name = view.__name__
            self._rules[name] = (frozenset(roles), body_limit, _query_names(view))
            keyed = view if method == "GET" else self.headers(IdempotencyHeader)(_with_key(view))
            documented = self.doc(summary=summary, description=about, operationId=name)(keyed)
            self.route(rule, methods=[method], parameters=described)(documented)
            return view

        return register

    def query(self, schema: type[ma.Schema]) -> Callable[[View], View]:
        """The view takes these query parameters as its next argument."""
        found: Callable[[View], View] = self.arguments(schema, location="query")
        return found

    def headers(self, schema: type[ma.Schema]) -> Callable[[View], View]:
        """The view takes these request headers as its next argument."""
        found: Callable[[View], View] = self.arguments(schema, location="headers")
        return found

    def body(self, schema: type[ma.Schema], example: Mapping[str, Any]) -> Callable[[View], View]:
        """The view takes this JSON body as its next argument."""
        found: Callable[[View], View] = self.arguments(schema, example=dict(example))
        return found

    def files(self, schema: type[ma.Schema]) -> Callable[[View], View]:
        """The view takes these uploaded files (multipart/form-data) as its next argument."""
        found: Callable[[View], View] = self.arguments(schema, location="files")
        return found

    def gives(
        self, schema: type[ma.Schema] | None, about: str, *, status: int = HTTPStatus.OK, content: str | None = None
    ) -> Callable[[View], View]:
        """The view answers with this; None: no JSON."""
        found: Callable[[View], View] = self.response(int(status), schema, description=about, content_type=content)
        return found

    def _admit(self) -> None:
        name = (flask.request.endpoint or "").rpartition(".")[2]
        roles, body_limit, query = self._rules[name]
        flask.request.max_content_length = body_limit
        refuse_other_pages()
        admit(roles, query)


def _with_key(view: View) -> Callable[..., Any]:
    """The view, for a request that may bear a key."""

    @wraps(view)
    def begun(headers: Mapping[str, Any], *args: Any, **kwargs: Any) -> Any:
        begin(headers["request_key"])
        return view(*args, **kwargs)

    return begun


def _settle(response: flask.Response) -> flask.Response:
    return settle(response, answer_product_error)


def _query_names(view: Callable[..., Any]) -> frozenset[str]:
    declared = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", [])
    schemas = [parameter["schema"] for parameter in declared if parameter["in"] == "query"]
    return frozenset(
        field.data_key or name for schema in schemas for name, field in schema().fields.items()
    )
