"""The running county behind the acceptance tests: seeded once, copied for each test."""
from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from consultation.demo.account_list import DemoAccount
from tests.acceptance.county import County, copy_of, seed, serve
from tests.databases import CLUSTER, TEMPLATE, create_tables, fresh_postgresql


@dataclass(frozen=True)
class Seeded:
    """A database that is never used itself: a SQLite file, or the name of a PostgreSQL database."""

    template: str
    accounts: list[DemoAccount]


@pytest.fixture(scope="session")
def seeded_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Seeded:
    """The demo county with the county's own diagrams, in a SQLite file."""
    folder = tmp_path_factory.mktemp("seeded")
    path = folder / "seeded.db"
    create_tables(f"sqlite:///{path}")
    return Seeded(str(path), seed(f"sqlite:///{path}", folder))


@pytest.fixture(scope="session")
def seeded_county(
    database_kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Seeded:
    """The same on the kind of database that this test runs on."""
    if database_kind == "sqlite":
        return request.getfixturevalue("seeded_on_sqlite")  # type: ignore[no-any-return]  # pytest does not know it
    cluster, name = request.config.stash[CLUSTER], f"seeded_{worker_id}"
    cluster.create(name, TEMPLATE)
    return Seeded(name, seed(cluster.url(name), tmp_path_factory.mktemp("seeded")))


@pytest.fixture
def county_url(
    database_kind: str, request: pytest.FixtureRequest, seeded_county: Seeded, tmp_path: Path, worker_id: str
) -> Iterator[str]:
    """The SQLAlchemy URL of this test's own county."""
    if database_kind == "sqlite":
        yield copy_of(Path(seeded_county.template), tmp_path)
    else:
        yield from fresh_postgresql(request.config.stash[CLUSTER], worker_id, seeded_county.template)


@pytest.fixture
def quiet_log() -> Iterator[None]:
    """No line for each request: a failing test's own words are read."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    yield
    structlog.reset_defaults()


@pytest.fixture
def county(county_url: str, tmp_path: Path, seeded_county: Seeded, quiet_log: None) -> Iterator[County]:
    """The county's server, running."""
    with serve(county_url, tmp_path, seeded_county.accounts) as running:
        yield running
