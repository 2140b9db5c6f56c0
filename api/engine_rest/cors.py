"""Lets a Modeler that runs as a plain web page (origin ``null``) call the dialect; cookies are never allowed."""
from __future__ import annotations

from flask import Response, request

PREFIX = "/engine-rest"
#: Where the Modeler asks for the addresses of pages; without credentials, at the root of the host.
WELL_KNOWN = "/.well-known/camunda-automation-platform/webapps"
#: What a page says that was opened from a file; the desktop Modeler is one.
ORIGINS = ("null", "file://")
_METHODS = "GET, POST, PUT, DELETE, OPTIONS"
_HEADERS = "authorization, content-type, accept"


def add_headers(response: Response) -> Response:
    """Put the headers on answers of the dialect; all others stay as they are."""
    if not is_dialect(request.path) and request.path != WELL_KNOWN:
        return response
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Origin")
    origin = request.headers.get("Origin")
    if origin in ORIGINS:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Methods"] = _METHODS
        response.headers["Access-Control-Allow-Headers"] = _HEADERS
    return response


def is_dialect(path: str) -> bool:
    """Whether a request's path belongs to the dialect."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")
