"""Puts the dialect and the addresses that the Modeler links to into the application."""
from __future__ import annotations

from flask import Flask

from api.engine_rest import deployments, external_queries, external_tasks, starts, version
from api.engine_rest.door import door
from api.engine_rest.webapps import webapps

#: Their import declares the operations.
OPERATIONS = (deployments, external_queries, external_tasks, starts, version)


def register_dialect(app: Flask) -> None:
    """Register every operation of the dialect, and the addresses of pages that go with it."""
    app.register_blueprint(door)
    app.register_blueprint(webapps)
