"""An empty database for a bench: a file, or a PostgreSQL server of its own that keeps its promises to the disk."""
from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from tests.postgresql import SETTINGS, start_server

#: Odd, so that no two numbers meet; large, so that neighbours are scattered over an index as random ids are.
_SCATTER = 0x9E3779B97F4A7C15F39CC0605CEDC835


def id_of(kind: str, number: int) -> str:
    """The id of a made-up row, always the same, as scattered as random ones. ``kind``: a letter."""
    return str(UUID(int=(number + 1 + (ord(kind) << 64)) * _SCATTER % 2**128))


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
