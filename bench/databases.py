"""An empty database for a bench: a file, or a PostgreSQL server of its own that keeps its promises to the disk."""
from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgresql import SETTINGS, start_server


@contextmanager
def database_of(kind: str, name: str) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database, which is gone afterwards. ``kind``: sqlite or postgresql."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / name}.db"
        return
    server = start_server(SETTINGS)
    try:
        server.cluster.create(name)
        yield server.cluster.url(name)
    finally:
        server.stop()
