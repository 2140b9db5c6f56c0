"""The engine's bench, for what is left after a process has died."""
from __future__ import annotations

from tests.integration.engine import conftest as engine_tests

bench = engine_tests.bench
rows = engine_tests.rows
