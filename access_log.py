"""One JSON line for each request: what was asked and how it went, never who asked or what was written."""
from __future__ import annotations

import logging
import secrets
import time

import structlog
from flask import Flask, Response, g, request


def configure() -> None:
    """Write the log lines of this process as JSON on standard output."""
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


def register(app: Flask) -> None:
    """Number every request, answer with the number, and log the request when it is over."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.begun = time.perf_counter()


def _end(response: Response) -> Response:
    begun = g.get("begun")
    response.headers["X-Request-ID"] = g.get("request_id", "")
    structlog.get_logger("access").info(
        "request_answered",
        request_id=g.get("request_id"),
        method=request.method,
        # The rule, not the path: paths carry case numbers and tokens of links.
        rule=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        milliseconds=round((time.perf_counter() - begun) * 1000, 1) if begun else None,
    )
    return response
