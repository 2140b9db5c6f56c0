"""A database and a way to deploy into it with the engine's own parser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.engine import Engine

from engine.database import open_database
from engine.deployment.lint import Lint
from engine.deployment.store import CompileProcess, Deployment, deploy
from engine.parsing.parser import compile_process
from tests.unit.engine.deployment.drawing import ROLES

AT = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
Deploy = Callable[..., Deployment]


def as_bytes(content: str | bytes) -> bytes:
    """What a test gives as a file's content."""
    return content if isinstance(content, bytes) else content.encode()


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """The test's own database."""
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def put(database: Engine) -> Deploy:
    """Deploys texts by file name."""

    def deploy_texts(
        resources: dict[str, str | bytes], parse: CompileProcess = compile_process, lint: Lint | None = None
    ) -> Deployment:
        return deploy(
            database,
            {name: as_bytes(content) for name, content in resources.items()},
            name="test",
            source="tests",
            at=AT,
            person_id=None,
            known_roles=ROLES,
            compile_process=parse,
            lint=lint,
        )

    return deploy_texts
