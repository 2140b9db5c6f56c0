"""Fresh databases for tests: SQLite, PostgreSQL or both, as ``--database`` says."""
from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import migration
from engine.database import open_database
from tests.postgresql import Cluster, start_server

KINDS = {"sqlite": ["sqlite"], "postgresql": ["postgresql"], "both": ["sqlite", "postgresql"]}
TEMPLATE = "template_with_tables"
CLUSTER = pytest.StashKey[Cluster]()
numbers = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=sorted(KINDS), default="sqlite", help="what database_url opens (sqlite)")


def pytest_configure(config: pytest.Config) -> None:
    """Start the one server of this run, in the controlling process; xdist's workers are told where it is."""
    if config.getoption("--database") == "sqlite" or config.getoption("collectonly"):
        return
    handed = getattr(config, "workerinput", {}).get("postgresql")
    if handed:
        config.stash[CLUSTER] = Cluster(handed)
        return
    server = start_server()
    config.add_cleanup(server.stop)
    server.cluster.create(TEMPLATE)
    create_tables(server.cluster.url(TEMPLATE))
    config.stash[CLUSTER] = server.cluster


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    cluster = node.config.stash.get(CLUSTER, None)  # type: ignore[attr-defined]  # xdist's WorkerController is untyped
    if cluster:
        node.workerinput["postgresql"] = cluster.folder  # type: ignore[attr-defined]  # as above


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        metafunc.parametrize("database_kind", KINDS[metafunc.config.getoption("--database")], scope="session")


def create_tables(url: str) -> None:
    """Create the tables of this version, as an installation gets them."""
    database = open_database(url)
    migration.upgrade(database)
    database.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    create_tables(f"sqlite:///{path}")
    return path


@pytest.fixture
def database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path, worker_id: str
) -> Iterator[str]:
    """The SQLAlchemy URL of this test's own database, with all tables and no row."""
    if database_kind == "sqlite":
        path = tmp_path / "test.db"
        shutil.copyfile(sqlite_template, path)
        yield f"sqlite:///{path}"
    else:
        yield from fresh_postgresql(request.config.stash[CLUSTER], worker_id, TEMPLATE)


@pytest.fixture
def empty_database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path, worker_id: str
) -> Iterator[str]:
    """The SQLAlchemy URL of this test's own database, with no table."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        yield from fresh_postgresql(request.config.stash[CLUSTER], worker_id, "template0")


def fresh_postgresql(cluster: Cluster, worker: str, template: str) -> Iterator[str]:
    """A database copied from ``template``, dropped at the end."""
    name = f"test_{worker}_{next(numbers)}"
    cluster.create(name, template)
    yield cluster.url(name)
    cluster.drop(name)
