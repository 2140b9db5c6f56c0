"""Behind pgbouncer no connection of ours prepares statements, those beside the pool included."""
from __future__ import annotations

import pytest

from engine.database import open_beside, open_database


@pytest.mark.parametrize("shared", [True, False])
def test_only_a_connection_of_our_own_prepares(database_url: str, shared: bool) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has no server")
    database = open_database(database_url, shared=shared)
    for engine in (database, open_beside(database)):
        with engine.connect() as connection:
            threshold = connection.connection.dbapi_connection.prepare_threshold  # type: ignore[union-attr]
            assert (threshold is None) is shared
        engine.dispose()
