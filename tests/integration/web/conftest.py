"""The application behind the tests of the pages."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.errand.county import ErrandCounty, open_county


@pytest.fixture
def county(database_url: str, tmp_path: Path) -> Iterator[ErrandCounty]:
    """A small county with a small process."""
    with open_county(database_url, tmp_path) as opened:
        yield opened
