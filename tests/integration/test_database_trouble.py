"""A database that is away, full or read-only is told plainly, and everything goes on when it is well again."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.database_trouble import explain
from tests.errand.county import ErrandCounty, open_county


@pytest.fixture
def county(database_url: str, tmp_path: Path) -> Any:
    with open_county(database_url, tmp_path) as opened:
        yield opened


class Trouble:
    """Raises whatever the driver would, on every statement, while it is on."""

    def __init__(self, database: sa.Engine) -> None:
        self.error: Exception | None = None
        sa.event.listen(database, "before_cursor_execute", self._break)

    def _break(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if self.error is not None and not statement.startswith(("BEGIN", "ROLLBACK")):
            raise self.error


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("server closed the connection unexpectedly", "过一会儿再试"),
        ("database is locked", "过一会儿再试"),
        ("database or disk is full", "磁盘满了"),
        ('could not extend file "base/5/1": No space left on device', "磁盘满了"),
        ("attempt to write a readonly database", "只能读"),
        ("cannot execute INSERT in a read-only transaction", "只能读"),
    ],
)
def test_each_trouble_is_told_and_work_goes_on_afterwards(county: ErrandCounty, said: str, told: str) -> None:
    number = county.start(amount=5)
    task = county.task("clerk", number)["id"]
    agree = {"data": {"outcome": "同意", "limit": 100}}
    trouble = Trouble(county.product.database)
    trouble.error = sa.exc.OperationalError("INSERT", {}, Exception(said))

    answer = county.post("clerk", f"/tasks/{task}/complete", agree)
    assert (answer.status_code, answer.json["type"]) == (503, "/problems/database-away")
    assert told in answer.json["detail"]
    assert county.client().get("/healthz").status_code == 503
    login = {"Authorization": f"Bearer {county.tokens['owner']}"}
    dialect = county.client().get("/engine-rest/process-definition", headers=login)
    assert (dialect.status_code, told in dialect.text) == (503, True)

    trouble.error = None
    assert county.post("clerk", f"/tasks/{task}/complete", agree).status_code == 200
    assert county.client().get("/healthz").status_code == 200


def test_a_pool_that_is_used_up_is_trouble_of_the_database_too() -> None:
    assert explain(sa.exc.TimeoutError("QueuePool limit")).status == 503


@contextmanager
def read_only(database: sa.Engine) -> Iterator[None]:
    """The database as an administrator, or a standby, makes it: it reads and refuses every write by itself."""
    if database.dialect.name == "sqlite":
        def switch(connection: Any, *_rest: Any) -> None:
            connection.execute("PRAGMA query_only = ON")

        sa.event.listen(database, "checkout", switch)
        yield
        sa.event.remove(database, "checkout", switch)
        database.dispose()
        return
    name = database.url.database
    for state in ("on", "off"):
        with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SET default_transaction_read_only = off")
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {state}')
        database.dispose()
        if state == "on":
            yield


def test_a_database_that_can_only_be_read_shows_everything_and_keeps_nothing(county: ErrandCounty) -> None:
    number = county.start(amount=5)
    task = county.task("clerk", number)["id"]
    agree = {"data": {"outcome": "同意", "limit": 100}}
    with read_only(county.product.database):
        answers = [
            county.post("clerk", f"/tasks/{task}/complete", agree), county.post("clerk", f"/tasks/{task}/claim"),
            county.call("clerk", "PUT", f"/tasks/{task}/draft", json=agree),
        ]  # fmt: skip
        assert [(answer.status_code, "只能读" in answer.json["detail"]) for answer in answers] == [(503, True)] * 3
        assert county.get("clerk", f"/tasks/{task}").json["status"] == "open"
        assert county.get("clerk", f"/cases/{number}/history").status_code == 200

    assert county.post("clerk", f"/tasks/{task}/complete", agree).status_code == 200
