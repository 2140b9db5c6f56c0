"""What the product sets itself cannot be overwritten by a form."""
from __future__ import annotations

import datetime as dt

import pytest

from engine.database import open_database
from engine.deployment.store import Deployment, deploy
from engine.errors import DeploymentRefused
from engine.parsing.parser import compile_process
from tests.diagrams import form, text

NOON = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)


def put(database_url: str, key: str) -> Deployment:
    database = open_database(database_url)
    try:
        return deploy(
            database, {"f.form": form("f", text(key))}, name="t", source="t", at=NOON, person_id=None,
            known_roles=frozenset(), compile_process=compile_process, given=frozenset({"organisation"}),
        )  # fmt: skip
    finally:
        database.dispose()


def test_a_form_that_would_overwrite_a_given_variable_is_refused_by_name(database_url: str) -> None:
    with pytest.raises(DeploymentRefused) as refused:
        put(database_url, "organisation")
    assert "organisation" in refused.value.message


def test_a_form_with_a_name_of_its_own_deploys(database_url: str) -> None:
    (definition,) = put(database_url, "organiser").definitions
    assert (definition.key, definition.version) == ("f", 1)
