"""Puts the dialect and the addresses that the Modeler links to into the application."""
from __future__ import annotations

from flask import Flask

from api.engine_rest import version
from api.engine_rest.door import door

#: Their import declares the operations.
OPERATIONS = (version,)


def register_dialect(app: Flask) -> None:
    """Register every operation of the dialect."""
    app.register_blueprint(door)
