"""Whoever shows the token reads the figures; for anybody else there is no such page."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from engine.database import open_database
from settings import Settings

TOKEN = "t" * 32


@pytest.fixture
def client(tmp_path: Path, database_url: str) -> Iterator[Callable[[str], FlaskClient]]:
    """Clients of an application whose figures ask for a token."""
    database = open_database(database_url)

    def serve(token: str) -> FlaskClient:
        settings = Settings(data_dir=tmp_path, secret_key="k" * 40, database_url=database_url, metrics_token=token)
        return create_app(settings, database=database).test_client()

    yield serve
    database.dispose()


def figures(text: str) -> dict[str, float]:
    return {line.split()[0]: float(line.split()[-1]) for line in text.splitlines() if not line.startswith("#")}


def test_the_figures_tell_of_requests_and_of_what_waits(client: Callable[[str], FlaskClient]) -> None:
    served = client(TOKEN)
    served.get("/healthz")
    answer = served.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    found = figures(answer.text)
    assert found["xieshang_database_up"] == 1
    assert found['xieshang_request_seconds_count{method="GET",rule="/healthz",status="503"}'] == 1
    names = ("incidents_open", "jobs_waiting", "timer_late_seconds", "delivery_late_seconds")
    assert {found[f"xieshang_{name}"] for name in names} == {0}


@pytest.mark.parametrize("shown", [None, "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x"])
def test_nobody_else_learns_that_there_is_such_a_page(
    client: Callable[[str], FlaskClient], shown: str | None
) -> None:
    served = client(TOKEN)
    headers = {} if shown is None else {"Authorization": shown}
    assert served.get("/metrics", headers=headers).status_code == 404
    assert client("").get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
