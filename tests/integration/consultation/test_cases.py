"""Starting cases and their files: numbers without gaps under rivalry, files that follow the process."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from composition import PROCESSES
from consultation.bundles import deploy_bundle
from consultation.case_files import CaseFiles
from consultation.case_tables import case_counters, case_files, case_texts
from consultation.cases import KIND_NAMES, start_case
from consultation.organisations import Kind
from engine.actors import SYSTEM
from engine.incidents import list_incidents
from engine.messages import broadcast_signal
from engine.process_engine import StepRecord
from engine.sweeps import sweep
from engine.tables import instance
from engine.transaction import reading, writing
from tests.diagrams import process, user
from tests.errand.county import NOON, OTHER_VILLAGE, VILLAGE, ErrandCounty, open_county
from tests.messages_drawn import DECLARED, signal_start


@pytest.fixture
def county(database_url: str, tmp_path: Path) -> Iterator[ErrandCounty]:
    with open_county(database_url, tmp_path) as opened:
        yield opened


def start(county: ErrandCounty, **data: Any) -> str:
    submission = {"title": "修路", **data}
    return start_case(
        county.product.engine, county.identity("clerk"), process_key="errand", organisation=VILLAGE,
        submission=submission,
    ).number  # fmt: skip


def file_of(county: ErrandCounty, number: str) -> Any:
    with reading(county.product.database) as connection:
        return connection.execute(sa.select(case_files).where(case_files.c.number == number)).one()


def text_found(county: ErrandCounty, number: str) -> str:
    with reading(county.product.database) as connection:
        query = sa.select(case_texts.c.content).join(case_files, case_files.c.instance_id == case_texts.c.instance_id)
        return str(connection.execute(query.where(case_files.c.number == number)).scalar_one())


def record(instance_id: str, **changed: Any) -> StepRecord:
    given: dict[str, Any] = {
        "instance_id": instance_id, "business_key": None, "organisation": VILLAGE, "started": False, "ended": False,
        "status": "active", "stage": None, "variables": {}, "at": NOON,
    }  # fmt: skip
    return StepRecord(**{**given, **changed})


def test_cases_started_at_the_same_moment_get_different_numbers_without_gaps(county: ErrandCounty) -> None:
    together = 6
    barrier = Barrier(together)

    def start_with_others(_turn: int) -> str:
        barrier.wait()
        return start(county)

    with ThreadPoolExecutor(together) as pool:
        numbers = sorted(pool.map(start_with_others, range(together)))

    assert numbers == [f"2026-0203-{running:03d}" for running in range(1, together + 1)]


def test_the_number_is_taken_in_the_start_s_own_transaction(county: ErrandCounty) -> None:
    def break_off(point: str) -> None:
        if point == "before_commit":
            raise RuntimeError("the process ended here")

    engine = county.product.engine
    object.__setattr__(engine, "fault", break_off)
    with pytest.raises(RuntimeError):
        start(county)
    object.__setattr__(engine, "fault", lambda _point: None)

    with reading(county.product.database) as connection:
        for table in (case_files, case_counters, instance):
            assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    assert start(county) == "2026-0203-001"


def deploy_catalogue(county: ErrandCounty, old: str = "", new: str = "") -> None:
    """The county's catalogue, with one category renamed to another."""
    content = (PROCESSES / "catalogue.dmn").read_text(encoding="utf-8").replace(old, new).encode()
    deploy_bundle(county.product.engine, {"catalogue.dmn": content}, name="D1", source="test", person_id=None)


def test_a_category_is_that_of_the_catalogue_that_the_case_began_with(county: ErrandCounty) -> None:
    unlisted = start(county, catalogue_item="V11")
    deploy_catalogue(county)
    number = start(county, catalogue_item="V11")
    deploy_catalogue(county, "公益事业类", "公益类")
    newer = start(county, catalogue_item="V11")
    case = file_of(county, number)

    with writing(county.product.database) as connection:
        CaseFiles().step_taken(connection, record(case.instance_id, variables={"catalogue_item": "V09"}))

    categories = [file_of(county, found).category for found in (unlisted, number, newer)]
    assert categories == [None, "公益事业类", "公益类"]
    assert file_of(county, number).catalogue_item == "V09"


def test_a_file_keeps_what_people_look_for(county: ErrandCounty) -> None:
    deploy_catalogue(county)
    number = start(county, title=" 硬化三组入户道路 ", catalogue_item="V11", topic={"content": "坑多，下雨难走"})

    found = file_of(county, number)

    assert found.title == "硬化三组入户道路"
    assert (found.catalogue_item, found.category) == ("V11", "公益事业类")
    assert (found.stage, found.status, found.outcome, found.ended_at) == ("酝酿", "active", None, None)
    assert text_found(county, number) == f"{number}\n硬化三组入户道路\n坑多，下雨难走"


def test_a_file_follows_each_step(county: ErrandCounty) -> None:
    number = start(county)
    files, case = CaseFiles(), file_of(county, number)

    with writing(county.product.database) as connection:
        files.step_taken(connection, record(case.instance_id, stage="协商", variables={"outcome": "协商未果"}))
        files.step_taken(connection, record(case.instance_id, stage="落实", variables={"title": "新题目"}))
    later = file_of(county, number)
    with writing(county.product.database) as connection:
        ended = {"status": "completed", "ended": True, "at": NOON + dt.timedelta(days=1)}
        files.step_taken(connection, record(case.instance_id, **ended))
    last = file_of(county, number)

    assert (later.stage, later.outcome, later.title, later.ended_at) == ("落实", "协商未果", "新题目", None)
    assert (last.status, last.ended_at, last.stage) == ("completed", NOON + dt.timedelta(days=1), "落实")


@pytest.mark.parametrize(
    "variables",
    [
        {"title": None, "catalogue_item": None, "topic": None, "category": None, "outcome": None},
        {"title": Decimal(5), "catalogue_item": ["V11"], "topic": "text", "category": {}, "outcome": False},
        {"title": "  ", "catalogue_item": "no such item at all", "topic": {"content": Decimal(1)}},
    ],
)
def test_values_of_another_kind_leave_the_file_as_it_was(county: ErrandCounty, variables: dict[str, Any]) -> None:
    number = start(county, catalogue_item="V11")
    case = file_of(county, number)

    with writing(county.product.database) as connection:
        CaseFiles().step_taken(connection, record(case.instance_id, variables=variables))

    after = file_of(county, number)
    assert (after.title, after.catalogue_item, after.category) == (case.title, case.catalogue_item, case.category)


def test_long_texts_are_cut_to_their_column(county: ErrandCounty) -> None:
    number = start(county)
    case = file_of(county, number)
    long = {"title": "长" * 500, "outcome": "长" * 500, "topic": {"content": "长" * 9000}}

    with writing(county.product.database) as connection:
        CaseFiles().step_taken(connection, record(case.instance_id, stage="长" * 99, variables=long))

    after = file_of(county, number)
    assert (len(after.title), len(after.outcome), len(after.stage)) == (200, 32, 32)
    assert len(text_found(county, number)) == len(number) + 1 + 200 + 1 + 4000


def test_every_kind_of_organisation_has_the_policy_s_word() -> None:
    assert set(KIND_NAMES) == set(Kind)


def test_a_case_that_begins_by_itself_has_a_number_a_file_and_the_words_of_its_organisation(
    county: ErrandCounty,
) -> None:
    places = f"{VILLAGE},{OTHER_VILLAGE}"
    file = process(signal_start("m", organisation=places) + user("begun") + '<endEvent id="e"/>', "m -> begun -> e",
                   "flooded", DECLARED)  # fmt: skip
    engine = county.product.engine
    deploy_bundle(engine, {"flooded.bpmn": file}, name="t", source="t", person_id=None)

    broadcast_signal(engine, SYSTEM, "flood")
    while sweep(engine):
        pass

    numbers = ["2026-0203-001", "2026-0202-001"]
    assert [file_of(county, number).organisation for number in numbers] == [VILLAGE, OTHER_VILLAGE]
    values = {row["name"]: row["value"] for row in county.get("clerk", f"/cases/{numbers[0]}/variables").json["items"]}
    assert (values["case_number"], values["organisation"], values["organisation_kind"]) == (
        numbers[0], VILLAGE, KIND_NAMES[Kind.VILLAGE],
    )  # fmt: skip
    assert start(county) == "2026-0203-002"
    assert list_incidents(engine) == []


def test_a_case_in_an_organisation_that_does_not_exist_is_an_incident_of_no_case(county: ErrandCounty) -> None:
    file = process(signal_start("m", organisation="99") + user("begun") + '<endEvent id="e"/>', "m -> begun -> e",
                   "flooded", DECLARED)  # fmt: skip
    engine = county.product.engine
    deploy_bundle(engine, {"flooded.bpmn": file}, name="t", source="t", person_id=None)

    assert broadcast_signal(engine, SYSTEM, "flood") == []

    (listed,) = county.get("admin", "/incidents").json["items"]
    assert (listed["instance_id"], listed["kind"], listed["element_id"]) == (None, "delivery", "m")
    assert "99" in listed["message"]
    assert county.post("admin", f"/incidents/{listed['id']}/retry").status_code == 409
