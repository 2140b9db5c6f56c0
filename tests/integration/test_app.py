"""The composition: what stops a start, and that nothing runs that was not asked for."""
from __future__ import annotations

import threading
from pathlib import Path

import pytest
from flask_sqlalchemy import SQLAlchemy

import migration
from app import create_app, refuse_demo_accounts
from composition import compose
from consultation.accounts import create_account
from consultation.persons import add_person
from engine.database import metadata, open_database
from engine.transaction import writing
from settings import Settings, UnfitSettings
from tests.errand.county import NOON


def settings(tmp_path: Path, demo: bool = False) -> Settings:
    return Settings(data_dir=tmp_path, demo=demo, secret_key="s" * 40, database_url="")


def test_healthz_is_not_ready_before_anything_is_deployed(tmp_path: Path, database_url: str) -> None:
    database = open_database(database_url)
    client = create_app(settings(tmp_path), database=database).test_client()

    answer = client.get("/healthz")
    database.dispose()

    assert (answer.status_code, answer.json) == (503, {"status": "nothing deployed"})


def test_healthz_is_not_ready_without_tables(tmp_path: Path, empty_database_url: str) -> None:
    database = open_database(empty_database_url)
    client = create_app(settings(tmp_path), database=database).test_client()

    answer = client.get("/healthz")
    database.dispose()

    assert (answer.status_code, answer.json) == (503, {"status": "database unavailable"})


def test_flask_sqlalchemy_shares_our_tables_and_our_connections(tmp_path: Path, database_url: str) -> None:
    database = open_database(database_url)
    app = create_app(settings(tmp_path), database=database)
    shared: SQLAlchemy = app.extensions["sqlalchemy"]

    with app.app_context():
        assert shared.metadata is metadata
        assert shared.engine is database
    database.dispose()


def test_demo_accounts_stop_a_real_start_and_not_a_demonstration(tmp_path: Path, database_url: str) -> None:
    database = open_database(database_url)
    with writing(database) as connection:
        create_account(connection, "donggou-party", "a-password", add_person(connection, "马书记"), NOON)

    with pytest.raises(UnfitSettings, match="演示账号"):
        refuse_demo_accounts(compose(settings(tmp_path), database=database))
    refuse_demo_accounts(compose(settings(tmp_path, demo=True), database=database))
    database.dispose()


def test_a_real_start_on_an_empty_database_is_allowed(tmp_path: Path, empty_database_url: str) -> None:
    database = open_database(empty_database_url)

    refuse_demo_accounts(compose(settings(tmp_path), database=database))

    database.dispose()


def runners() -> int:
    """How many threads do jobs; one that has a job in hand has another thread beside it."""
    return sum(thread.name == "jobs" for thread in threading.enumerate())


def test_jobs_are_done_only_where_the_application_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = runners()
    create_app(settings(tmp_path))
    assert runners() == before

    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "s" * 40)
    monkeypatch.setenv("DEMO", "")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    migration.upgrade(open_database(f"sqlite:///{tmp_path / 'county.db'}"))
    app = create_app()
    assert runners() == before + 1
    app.extensions["runner"].stop()
    assert runners() == before

    monkeypatch.setenv("JOBS", "worker")
    assert "runner" not in create_app().extensions
    assert runners() == before
