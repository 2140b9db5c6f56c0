"""Lists and counts of cases: the same answer by index ranges as by looking at every case, for each kind of person."""
from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from consultation.case_counts import CaseCount, count_cases
from consultation.case_list import CaseFile, CaseFilter, list_cases
from consultation.case_search import keep_text, text_of
from consultation.case_tables import case_files, case_texts
from consultation.organisations import find_organisation
from engine.tables import instance, task, task_candidate
from engine.transaction import reading, writing
from tests.errand.county import COUNTY, NOON, OTHER_VILLAGE, TOWNSHIP, VILLAGE, ErrandCounty, open_county

STAGES = ("酝酿", "公示", None)
CATEGORIES = ("公益事业类", "三资类")
STATUSES = ("active", "suspended", "completed")
PLACES = (VILLAGE, OTHER_VILLAGE, TOWNSHIP, COUNTY)
COUNT = 240


@pytest.fixture
def county(database_url: str, tmp_path: Path) -> Iterator[ErrandCounty]:
    with open_county(database_url, tmp_path) as opened:
        opened.start()
        fill(opened, range(COUNT))
        yield opened


def fill(county: ErrandCounty, numbers: range) -> None:
    """Cases as rows, several at one moment; every fifth has an open task, half of them overdue; one names a party."""
    with writing(county.product.database) as connection:
        first = connection.execute(sa.select(instance)).mappings().first()
        one_file = connection.execute(sa.select(case_files)).mappings().first()
        one_task = connection.execute(sa.select(task)).mappings().first()
        assert first
        assert one_file
        assert one_task
        kinds = itertools.cycle(itertools.product(STAGES, CATEGORIES, STATUSES, PLACES))
        rows = []
        for number, (stage, category, status, place) in zip(numbers, kinds, strict=False):
            started = NOON - dt.timedelta(hours=number // 3)
            rows.append({**one_file, "instance_id": str(UUID(int=number)), "number": f"copy-{number}", "stage": stage,
                         "title": f"修路 {number}", "category": category,
                         "organisation": place, "status": status, "started_at": started})  # fmt: skip
        connection.execute(instance.insert(), [
            {**first, "id": row["instance_id"], "business_key": row["number"], "organisation": row["organisation"]}
            for row in rows
        ])  # fmt: skip
        connection.execute(case_files.insert(), rows)
        for number, row in zip(numbers, rows, strict=True):
            keep_text(connection, row["instance_id"], text_of(row["number"], row["title"], f"内容{number % 7}"))
        late = [(row, NOON + dt.timedelta(hours=1 if place % 2 else -1)) for place, row in enumerate(rows[::5])]
        connection.execute(task.insert(), [
            {**one_task, "id": row["instance_id"], "instance_id": row["instance_id"], "due_at": due,
             "organisation": row["organisation"], "stage": row["stage"], "assignee": None} for row, due in late
        ])  # fmt: skip
        key = f"village_committee@{VILLAGE}"
        task_id = str(UUID(int=numbers.start + 5))
        connection.execute(task_candidate.insert(), [{"task_id": task_id, "key": key, "group_name": "g"}])
        connection.exec_driver_sql("ANALYZE")


def pages(county: ErrandCounty, login: str, filters: CaseFilter, limit: int) -> list[CaseFile]:
    """All pages of a list, one after the other."""
    found: list[CaseFile] = []
    after = None
    with reading(county.product.database) as connection:
        while True:
            page = list_cases(connection, county.identity(login), NOON, filters, limit, after)
            assert len(page.items) <= limit
            found += page.items
            after = page.next
            if after is None:
                return found


def seen_places(county: ErrandCounty, login: str) -> set[str]:
    return {"clerk": {VILLAGE}, "resident": {VILLAGE}, "town": {VILLAGE, OTHER_VILLAGE, TOWNSHIP},
            "admin": set(PLACES), "nobody": set()}[login]  # fmt: skip


FILTERS = [
    CaseFilter(), CaseFilter(stage="公示"), CaseFilter(category="三资类"), CaseFilter(stage="公示", category="三资类"),
    CaseFilter(organisation=TOWNSHIP), CaseFilter(organisation=VILLAGE, stage="酝酿"), CaseFilter(organisation=COUNTY),
    CaseFilter(organisation=OTHER_VILLAGE, category="公益事业类", status="completed"), CaseFilter(organisation="none"),
    CaseFilter(text="内容3"), CaseFilter(text="路 12"),
    CaseFilter(text="路 11", organisation=TOWNSHIP), CaseFilter(status="suspended"),
]  # fmt: skip


LOGINS = ("clerk", "resident", "town", "admin", "nobody")


def test_pages_hold_exactly_what_a_look_at_every_case_finds(county: ErrandCounty) -> None:
    for login, filters in itertools.product(LOGINS, FILTERS):
        found = [file.instance_id for file in pages(county, login, filters, 7)]

        assert found == by_hand(county, login, filters), (login, filters)


def by_hand(county: ErrandCounty, login: str, filters: CaseFilter) -> list[str]:
    """The same list, by reading every row."""
    with reading(county.product.database) as connection:
        texts = case_files.join(case_texts, case_texts.c.instance_id == case_files.c.instance_id)
        rows = list(connection.execute(sa.select(case_files, case_texts.c.content).select_from(texts)))
        place = find_organisation(connection, filters.organisation or COUNTY)
        below = {code: find_organisation(connection, code) for code in PLACES}
    kept = []
    for row in rows:
        own = login == "clerk" and row.number == "copy-5"
        known = place is not None and below[row.organisation].path.startswith(place.path)  # type: ignore[union-attr]
        plain = all(getattr(row, name) == value for name in ("stage", "category", "status")
                    if (value := getattr(filters, name)) is not None)  # fmt: skip
        inside = login != "resident" and row.organisation in seen_places(county, login)
        words = row.title + row.number + (row.content if inside else "")
        seen = own or row.organisation in seen_places(county, login)
        if seen and known and plain and (filters.text or "") in words:
            kept.append(row)
    return [row.instance_id for row in sorted(kept, key=lambda row: (row.started_at, row.instance_id), reverse=True)]


@pytest.mark.parametrize("login", LOGINS)
def test_counts_equal_a_recount(county: ErrandCounty, login: str) -> None:
    for organisation in (None, TOWNSHIP, VILLAGE, "none"):
        check_counts(county, login, organisation)


def check_counts(county: ErrandCounty, login: str, organisation: str | None) -> None:
    """Count again by reading every row."""
    places = set() if login == "resident" else seen_places(county, login)
    below = {None: set(PLACES), TOWNSHIP: {TOWNSHIP, VILLAGE, OTHER_VILLAGE}, VILLAGE: {VILLAGE}, "none": set()}
    expected: dict[tuple[str, str | None], list[int]] = {}
    with reading(county.product.database) as connection:
        found = count_cases(connection, county.identity(login), NOON, organisation)
        for row in connection.execute(sa.select(case_files)):
            if row.organisation in places & below[organisation] and row.status != "completed":
                expected.setdefault((row.organisation, row.stage), [0, 0])[0] += 1
        for row in connection.execute(sa.select(task).where(task.c.status == "open")):
            if row.organisation in places & below[organisation] and row.due_at and row.due_at < NOON:
                expected.setdefault((row.organisation, row.stage), [0, 0])[1] += 1

    assert {(row.organisation, row.stage): [row.open, row.overdue] for row in found} == expected
    assert len(found) == len(expected)
    assert login in ("resident", "nobody") or organisation == "none" or any(row.overdue for row in found)


def plan_of(county: ErrandCounty, read: Callable[[sa.Connection], object]) -> list[str]:
    """How the database answers what is read of case files and tasks, line by line."""
    statements: list[tuple[str, Any]] = []

    def note(*args: Any) -> None:
        statements.append((args[2], args[3]))

    database = county.product.database
    with reading(database) as connection:
        sa.event.listen(database, "before_cursor_execute", note)
        read(connection)
        sa.event.remove(database, "before_cursor_execute", note)
        if database.dialect.name == "postgresql":
            # Some thousands of rows are read faster from end to end: whether the indexes can serve is asked here.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN " if database.dialect.name == "sqlite" else "EXPLAIN "
        asked = [(text, given) for text, given in statements if " case_file" in text or " task" in text]
        return [str(row[-1]) for text, given in asked for row in connection.exec_driver_sql(explain + text, given)]


PLANS = [
    ("admin", CaseFilter(), "newest"), ("admin", CaseFilter(stage="公示"), "stage"),
    ("admin", CaseFilter(category="三资类"), "category"), ("town", CaseFilter(), "organisation"),
    ("town", CaseFilter(stage="公示"), "organisation_stage"),
    ("admin", CaseFilter(organisation=TOWNSHIP, category="三资类"), "organisation_category"),
    ("town", CaseFilter(stage="公示", category="三资类"), "organisation_stage_category"),
]  # fmt: skip


def test_a_page_reads_the_beginning_of_a_range(county: ErrandCounty) -> None:
    fill(county, range(COUNT, 4000))
    for login, filters, index in PLANS:
        identity = county.identity(login)

        plan = plan_of(county, partial(list_cases, identity=identity, at=NOON, filters=filters, limit=20))

        assert any(re.search(rf"ix_case_file_{index}\b", line) for line in plan), (filters, plan)
        assert not any("Seq Scan on case_file" in line for line in plan), plan
        assert not any("SCAN case_file" in line and "INDEX" not in line for line in plan), plan


@pytest.mark.parametrize("login", ["admin", "town", "clerk", "resident"])
def test_a_rare_text_reads_the_few_cases_that_hold_it(county: ErrandCounty, login: str) -> None:
    fill(county, range(COUNT, 4000))
    identity, filters = county.identity(login), CaseFilter(text="路 3999")

    plan = plan_of(county, partial(list_cases, identity=identity, at=NOON, filters=filters, limit=20))

    assert any("ix_case_text_words" in line or "VIRTUAL TABLE INDEX" in line for line in plan), plan
    assert not any("Seq Scan on case_file" in line for line in plan), plan
    assert not any(re.search("SCAN case_file|ix_case_file", line) for line in plan), plan


def test_counts_read_the_indexes_of_what_is_open_alone(county: ErrandCounty) -> None:
    fill(county, range(COUNT, 4000))
    identity = county.identity("admin")

    plan = plan_of(county, lambda connection: count_cases(connection, identity, NOON))

    assert any("ix_case_file_open" in line for line in plan), plan
    assert any("ix_task_due" in line for line in plan), plan
    assert not any("Seq Scan on case_file" in line or "Seq Scan on task" in line for line in plan), plan


def test_counts_come_over_the_api(county: ErrandCounty) -> None:
    answer = county.get("town", "/cases/counts", query_string={"organisation": VILLAGE})

    assert answer.status_code == 200
    items = answer.json["items"]
    assert {item["organisation_name"] for item in items} == {"东沟村"}
    with reading(county.product.database) as connection:
        assert [CaseCount(**item) for item in items] == count_cases(connection, county.identity("town"), NOON, VILLAGE)
    assert county.get("resident", "/cases/counts").json == {"items": []}
