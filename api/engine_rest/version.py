"""Which Camunda the dialect is that of."""
from __future__ import annotations

from flask import Response, jsonify

from api.engine_rest.door import door

#: The last version of Camunda 7, as the Modeler's own profile of engines ends with it.
DIALECT = "7.24.0"


@door.operation("GET", "/version")
def version() -> Response:
    """The version of the dialect, not of the product."""
    return jsonify(version=DIALECT)
