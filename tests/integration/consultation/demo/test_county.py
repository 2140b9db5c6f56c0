"""The demo county is whole, invented, and seeded once however often the product starts."""
from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import argon2
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation import tables
from consultation.demo.account_list import DemoAccount, read_accounts
from consultation.demo.county import prepare_county, seed_county
from consultation.groups import resolve_group
from consultation.identity import authenticate_basic, authenticate_token, identify
from consultation.roles import DEPARTMENTS, ROLES
from consultation.visibility import CaseScope, visible_organisations
from engine.errors import Unauthenticated

TODAY = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)
TOMORROW = TODAY + dt.timedelta(days=1)
QUICK = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

#: Where the three demo cases play: 硬化村道, 征地补偿费分配, 宠物与噪音.
CASE_PLACES = {"东沟村": "64990203", "河湾村": "64990101", "新苑社区": "64990304"}


def password_for(login: str) -> str:
    return f"demo-{login}"


@pytest.fixture
def seeded(connection: Connection) -> list[DemoAccount]:
    return seed_county(connection, TODAY, password_for, QUICK)


def counts(connection: Connection) -> dict[str, int]:
    own = (tables.organisations, tables.persons, tables.posts, tables.accounts, tables.access_tokens)
    return {table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in own}


def test_the_county_has_eleven_townships_three_of_them_with_five_places_each(
    connection: Connection, seeded: list[DemoAccount]
) -> None:
    columns = tables.organisations.c
    rows = connection.execute(sa.select(columns.code, columns.kind, columns.parent)).all()
    places = Counter((row.parent, row.kind) for row in rows if row.kind in ("village", "community"))

    assert Counter(row.kind for row in rows)["county"] == 1
    assert Counter(row.kind for row in rows)["township"] == 11
    assert len({parent for parent, _ in places}) == 11
    assert sum(1 for (_, kind), number in places.items() if kind == "village" and number == 3) == 3
    assert sum(1 for (_, kind), number in places.items() if kind == "community" and number == 2) == 3


def test_codes_are_figures_and_begin_with_their_parents(connection: Connection, seeded: list[DemoAccount]) -> None:
    columns = tables.organisations.c
    for code, parent in connection.execute(sa.select(columns.code, columns.parent)):
        assert code.isdecimal()
        assert code.startswith(parent or "6499")


def test_each_department_of_the_policy_is_there_and_staffed(connection: Connection, seeded: list[DemoAccount]) -> None:
    for department in DEPARTMENTS:
        assert resolve_group(connection, f"county_dept:{department}", "64990203", TODAY).staffed, department


@pytest.mark.parametrize("place", CASE_PLACES)
def test_every_role_is_staffed_where_a_demo_case_plays(
    connection: Connection, seeded: list[DemoAccount], place: str
) -> None:
    group = f"{CASE_PLACES[place]}02"
    for role in ROLES.keys() - {"county_dept"}:
        start = group if role == "group_party" else CASE_PLACES[place]
        assert resolve_group(connection, role, start, TODAY).staffed, role


def test_each_account_signs_in_by_password_and_by_token(connection: Connection, seeded: list[DemoAccount]) -> None:
    for account in seeded:
        assert account.password is not None
        assert account.token is not None
        by_password = authenticate_basic(connection, account.login, account.password, TODAY)

        assert by_password == authenticate_token(connection, account.token, TODAY)
        assert by_password.name == account.name
        assert {f"{post.role}@{post.organisation}" for post in account.posts} <= by_password.keys


def test_posts_are_listed_in_words(seeded: list[DemoAccount]) -> None:
    listed = {account.login: account for account in seeded}
    post = listed["donggou-party"].posts[0]

    assert (post.role_name, post.organisation_name) == ("村（社区）党组织", "东沟村")
    assert listed["donggou-party"].name == "马书记"


def test_one_person_is_secretary_and_head_at_once(connection: Connection, seeded: list[DemoAccount]) -> None:
    keys = identify(connection, "hewan-party", TODAY).keys

    assert {"village_party@64990101", "village_committee@64990101"} <= keys


def test_the_next_village_has_cadres_who_see_only_their_own(connection: Connection, seeded: list[DemoAccount]) -> None:
    neighbour = identify(connection, "xigou-committee", TODAY)

    scope = visible_organisations(connection, neighbour, TODAY)

    assert scope == CaseScope(("/6499/649902/64990202/",), ())


def test_posts_were_held_before_the_oldest_demo_case(connection: Connection, seeded: list[DemoAccount]) -> None:
    two_years_ago = TODAY - dt.timedelta(days=730)

    assert "village_party@64990203" in identify(connection, "donggou-party", two_years_ago).keys


def test_a_second_seeding_adds_nothing_and_keeps_tokens(connection: Connection, seeded: list[DemoAccount]) -> None:
    before = counts(connection)

    again = seed_county(connection, TOMORROW, pytest.fail, QUICK)

    assert counts(connection) == before
    assert [account.login for account in again] == [account.login for account in seeded]
    assert {(account.password, account.token) for account in again} == {(None, None)}
    assert authenticate_token(connection, seeded[0].token or "", TOMORROW).login == seeded[0].login


def test_preparing_twice_leaves_the_file_as_it_was(connection: Connection, tmp_path: Path) -> None:
    path = tmp_path / "demo-accounts.json"
    first = prepare_county(connection, path, TODAY, password_for, QUICK)
    written, rows = path.read_bytes(), counts(connection)

    second = prepare_county(connection, path, TOMORROW, pytest.fail, QUICK)

    assert second == first == read_accounts(path)
    assert path.read_bytes() == written
    assert counts(connection) == rows


def test_a_lost_file_is_made_anew_with_credentials_that_work(connection: Connection, tmp_path: Path) -> None:
    path = tmp_path / "demo-accounts.json"
    lost = prepare_county(connection, path, TODAY, password_for, QUICK)[0]
    path.unlink()

    new = prepare_county(connection, path, TOMORROW, lambda login: f"new-{login}", QUICK)[0]

    assert authenticate_token(connection, new.token or "", TOMORROW).login == lost.login
    assert authenticate_basic(connection, new.login, new.password or "", TOMORROW).login == lost.login
    with pytest.raises(Unauthenticated):
        authenticate_token(connection, lost.token or "", TOMORROW)


def test_an_organisation_or_account_that_is_missing_is_added(
    connection: Connection, seeded: list[DemoAccount], make_missing: Callable[[str], None]
) -> None:
    make_missing("dept-fulian")

    again = {account.login: account for account in seed_county(connection, TOMORROW, password_for, QUICK)}

    assert again["dept-fulian"].password == "demo-dept-fulian"
    assert again["dept-xinfang"].password is None


@pytest.fixture
def make_missing(connection: Connection) -> Callable[[str], None]:
    def remove(login: str) -> None:
        account = connection.execute(sa.select(tables.accounts).where(tables.accounts.c.login == login)).one()
        connection.execute(tables.access_tokens.delete().where(tables.access_tokens.c.account_id == account.id))
        connection.execute(tables.accounts.delete().where(tables.accounts.c.id == account.id))

    return remove
