"""Reads away what a refused request still sends: a client that is sending does not hear why it was refused."""
from __future__ import annotations

import contextlib

from flask import Response, request
from werkzeug.exceptions import ClientDisconnected

_MOST = 32 * 1024 * 1024
_CHUNK = 64 * 1024


def read_away(response: Response) -> Response:
    """Read the rest of the body, within bounds; without it the Modeler says that there is no server."""
    source = request.environ["wsgi.input"]
    left = _MOST
    if not request.environ.get("wsgi.input_terminated"):
        # This server's stream does not end with the body; the request's own, once begun, has counted along.
        left = min(request.content_length or 0, _MOST)
        source = vars(request).get("stream", source)
    with contextlib.suppress(OSError, ClientDisconnected):
        while left > 0 and (chunk := source.read(min(left, _CHUNK))):
            left -= len(chunk)
    return response
