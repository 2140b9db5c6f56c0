"""What Prometheus reads: requests answered, and whether anything waits longer than it should."""
from __future__ import annotations

import hmac
import time
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, abort, g, request
from sqlalchemy.engine import Connection

from engine.jobs import count_waiting
from engine.process_engine import ProcessEngine
from engine.tables import incident, outbox, timer_job
from engine.transaction import reading

PATH = "/metrics"
#: More waiting jobs than these are not counted one by one.
MOST_COUNTED = 10_000


def register(app: Flask, engine: ProcessEngine, token: str) -> None:
    """Serve the figures to whoever shows the token (Authorization: Bearer); without one there is no such page."""
    if not token:
        return
    from prometheus_client import CollectorRegistry, Histogram, PlatformCollector, ProcessCollector  # where it is used

    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    answered = Histogram(
        "xieshang_request_seconds", "Requests by rule and status.", ("method", "rule", "status"), registry=registry
    )
    registry.register(_Waiting(engine))

    def begin() -> None:
        g.measured = time.perf_counter()

    def end(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule is not None else "unknown"
        taken = time.perf_counter() - g.get("measured", time.perf_counter())
        answered.labels(request.method, rule, str(response.status_code)).observe(taken)
        return response

    def show() -> Response:
        from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

        given = request.authorization
        shown = given.token if given is not None and given.type == "bearer" else None
        if shown is None or not hmac.compare_digest(shown.encode(), token.encode()):
            abort(404)
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    app.before_request(begin)
    app.after_request(end)
    app.add_url_rule(PATH, "metrics", show)


class _Waiting:
    """Asks the database when the figures are read."""

    def __init__(self, engine: ProcessEngine) -> None:
        self._engine = engine

    def collect(self) -> Any:
        """The figures; none when the database is away, which its own figure says."""
        from prometheus_client.core import GaugeMetricFamily

        try:
            with reading(self._engine.database) as connection:
                found = self._figures(connection)
        except sa.exc.SQLAlchemyError:
            found = {}
        yield GaugeMetricFamily("xieshang_database_up", "Whether the database answers.", value=1 if found else 0)
        for name, (about, value) in found.items():
            yield GaugeMetricFamily(f"xieshang_{name}", about, value=value)

    def describe(self) -> Any:
        """Nothing is asked before somebody reads."""
        return []

    def _figures(self, connection: Connection) -> dict[str, tuple[str, float]]:
        now = self._engine.clock()

        def late(table: sa.Table) -> float:
            oldest = connection.execute(sa.select(sa.func.min(table.c.run_at)).where(table.c.run_at <= now)).scalar()
            return 0.0 if oldest is None else (now - oldest).total_seconds()

        count = sa.select(sa.func.count()).select_from(incident).where(incident.c.status == "open")
        return {
            "incidents_open": ("Incidents that nobody has dealt with.", connection.execute(count).scalar_one()),
            "jobs_waiting": ("Jobs due and in nobody's hands.", count_waiting(connection, MOST_COUNTED, now)),
            "timer_late_seconds": ("How long the oldest due timer has waited.", late(timer_job)),
            "delivery_late_seconds": ("How long the oldest delivery has waited.", late(outbox)),
        }
