"""Idempotency-Key: a write that is sent again acts once, and gets the first one's answer.

The use case writes the key beside its effect (engine.request_keys); a repetition finds it there and changes nothing.
So only afterwards, and only for a request that did not act, is it looked up what the first one was answered.
"""
from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Response, g, request

from api.context import actor, engine, now
from api.json_text import read_json
from engine.actors import RequestKey
from engine.errors import Conflict, ProductError
from engine.request_keys import RequestDone, find, fingerprint, keep_answer
from engine.transaction import reading, writing

#: Longer answers are not kept; whoever repeats the request is told that it was done.
_LONGEST_ANSWER = 64 * 1024
REPLAYED = "Idempotency-Replayed"


def begin(key: str | None) -> None:
    """The request bears this key, or none. Raises MalformedJson."""
    if key is not None:
        g.identity = replace(g.identity, request=RequestKey(key, _fingerprint()))


def settle(response: Response, answer_error: Callable[[ProductError], Response]) -> Response:
    """What the client is answered: ``response``, or what this request was answered when it first acted."""
    asked: RequestKey | None = getattr(g.get("identity"), "request", None)
    if asked is None or response.status_code >= 500:
        return response
    well = response.status_code < 400
    if well and asked.written and asked.answered:
        return response
    try:
        return _settled(response, well=well, acted=well and asked.written)
    except Conflict as conflict:
        answer = answer_error(conflict)
        if isinstance(conflict, RequestDone):
            answer.headers[REPLAYED] = "true"
            answer.headers["Retry-After"] = "1"  # its answer may only just be on its way
        return answer


def _settled(response: Response, *, well: bool, acted: bool) -> Response:
    if not acted:
        with reading(engine().database) as connection:
            first = find(connection, actor())
        if first is not None:
            return _first_answer(first, response, well=well)
    if well:
        with writing(engine().database) as connection:
            keep_answer(connection, actor(), now(), _content(response))
    return response


def _first_answer(first: Any, response: Response, *, well: bool) -> Response:
    kept = first.answer
    if kept is not None:
        response = Response(kept["body"], kept["status"], kept["headers"])
    elif not well:
        raise RequestDone()
    response.headers[REPLAYED] = "true"
    return response


def _content(response: Response) -> dict[str, Any] | None:
    if response.is_streamed or (response.content_length or 0) > _LONGEST_ANSWER:
        return None
    told = {name: value for name, value in response.headers.items() if name in ("Content-Type", "ETag")}
    return {"status": response.status_code, "headers": told, "body": response.get_data(as_text=True)}


def _fingerprint() -> str:
    """What the request asks for: method, address and content, not how the content is written down."""
    return fingerprint(request.method, request.full_path, _body())


def _body() -> Any:
    if request.is_json:
        raw = request.get_data(cache=True)
        return read_json(raw) if raw else None
    if request.mimetype == "multipart/form-data":  # its boundary is another one each time
        files = [(field, file.filename, _digest(file.stream)) for field, file in request.files.items(multi=True)]
        return [files, list(request.form.items(multi=True))]
    return hashlib.sha256(request.get_data(cache=True)).hexdigest()


def _digest(stream: Any) -> str:
    found = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return found
