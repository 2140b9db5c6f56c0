"""Keeps other pages out: a browser that knows a password adds it to whatever any page makes it send."""
from __future__ import annotations

from collections.abc import Collection

from flask import Response, request

from engine.errors import Forbidden

#: What changes nothing.
READING = ("GET", "HEAD", "OPTIONS")
_ELSEWHERE = ("cross-site", "same-site")
#: What forms and images do; programs and the Modeler never.
_UNASKED = ("navigate", "no-cors")


class FromAnotherPage(Forbidden):
    """这个请求是别的网页让浏览器发来的，没有办理。程序请改用访问令牌（Bearer）。"""


def refuse_other_pages(allowed: Collection[str] = ()) -> None:
    """Refuse a request that changes something and that a page of another origin caused. Raises FromAnotherPage.

    ``allowed``: origins of pages that may send a password all the same. A token is never added by a browser itself.
    """
    if request.method in READING:
        return
    seen = request.headers
    if seen.get("Sec-Fetch-Site") in _ELSEWHERE and seen.get("Sec-Fetch-Mode") in _UNASKED:
        raise FromAnotherPage()
    given = request.authorization
    origin = seen.get("Origin")
    if given is None or given.type != "basic" or origin is None or origin in allowed:
        return
    # Not the scheme: behind a proxy the browser's https arrives as http.
    if origin.rpartition("://")[2] != request.host:
        raise FromAnotherPage()


def leave_unprompted(response: Response) -> Response:
    """Let no browser ask for a password when somebody opens an address of a door: it would keep it for all pages."""
    if "WWW-Authenticate" in response.headers and request.headers.get("Sec-Fetch-Mode", "cors") != "cors":
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
