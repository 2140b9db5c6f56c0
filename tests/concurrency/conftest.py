"""The engine's bench, on a database that threads share."""
from __future__ import annotations

from tests.integration.engine import conftest as engine_tests

bench = engine_tests.bench
rows = engine_tests.rows
