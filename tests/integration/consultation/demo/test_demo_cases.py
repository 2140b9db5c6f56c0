"""The demo cases: three scripts through the county's own procedure, each at another stage, made once."""
from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from composition import FORMS, PROCESSES, Product, compose
from consultation.bundles import deploy_bundle, read_bundle_files
from consultation.case_tables import case_files
from consultation.demo.cases import STOPS, read_script, seed_cases, steps_before
from consultation.demo.county import seed_county
from consultation.demo.presence import has_demo_accounts
from consultation.demo.walk import MovingClock, play
from engine.database import open_database
from engine.history import verify_chain
from engine.request_keys import KEPT_FOR
from engine.tables import task
from engine.transaction import reading, writing
from engine.upkeep import keep_up
from settings import Settings

NOON = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def product(database_url: str, tmp_path: Path) -> Iterator[Product]:
    database = open_database(database_url)
    settings = Settings(data_dir=tmp_path, demo=True, secret_key="k" * 40)
    composed = compose(settings, MovingClock(NOON), database)
    with writing(database) as connection:
        seed_county(connection, NOON, lambda _login: "a-password", CHEAP)
    files = read_bundle_files([PROCESSES, FORMS])
    deploy_bundle(composed.engine, files, name="all", source="test", person_id=None)
    yield composed
    database.dispose()


def cases(product: Product) -> list[Any]:
    with reading(product.database) as connection:
        return list(connection.execute(sa.select(case_files).order_by(case_files.c.number)))


def test_three_cases_wait_at_three_stages_and_a_second_seeding_adds_nothing(product: Product) -> None:
    first = seed_cases(product.engine)
    second = seed_cases(product.engine)
    assert keep_up(dataclasses.replace(product.engine, clock=MovingClock(NOON + KEPT_FOR * 2)))["request_keys"] > 0
    second += seed_cases(product.engine)

    assert [(seeded.name, seeded.refused) for seeded in first] == [(name, None) for name in STOPS]
    assert second == []
    found = cases(product)
    assert len({case.stage for case in found}) == len(found) == 3
    assert {case.status for case in found} == {"active"}
    with reading(product.database) as connection:
        waiting = set(connection.scalars(sa.select(task.c.element_id).where(task.c.status == "open")))
        assert all(verify_chain(connection, case.instance_id).ok for case in found)
    assert set(STOPS.values()) <= waiting


def test_the_dates_are_relative_to_today(product: Product) -> None:
    later = dataclasses.replace(product.engine, clock=MovingClock(NOON + dt.timedelta(days=400)))

    seed_cases(later)

    assert all(case.number.startswith(("2027-", "2028-")) for case in cases(product))
    assert all(NOON < case.started_at < NOON + dt.timedelta(days=400) for case in cases(product))


@pytest.mark.parametrize("name", sorted(STOPS))
def test_each_script_plays_to_its_end(product: Product, name: str) -> None:
    script = read_script(name)

    number = play(product.engine, script)

    (case,) = cases(product)
    assert (case.number, case.status) == (number, "completed")
    assert case.stage == script["ends"]["stage"]
    assert case.outcome == script["ends"]["outcome"]


def test_a_procedure_that_refuses_a_script_is_told_and_stops_nothing(product: Product) -> None:
    files = read_bundle_files([PROCESSES, FORMS])
    edited = files["consultation.bpmn"].replace(b"candidateStarterGroups=", b"versionTag=")
    deploy_bundle(product.engine, {"consultation.bpmn": edited}, name="edited", source="test", person_id=None)

    seeded = seed_cases(product.engine)

    assert [entry.number for entry in seeded] == [None] * 3
    assert all(entry.refused is not None for entry in seeded)


def test_a_stop_that_a_script_does_not_have_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing"):
        steps_before(read_script("v11_road"), "nothing")


def test_a_demonstration_is_known_by_its_accounts(product: Product) -> None:
    with reading(product.database) as connection:
        assert has_demo_accounts(connection)
