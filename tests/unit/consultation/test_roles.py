"""The role codes are those of the requirements, and a group's spelling tells whether it names one."""
from __future__ import annotations

import pytest

from consultation.roles import DEPARTMENTS, ROLES, Level, Sight, is_known_group

REQUIRED = [
    *("resident", "household_rep", "proposer", "grid_staff", "group_party", "village_party", "village_committee"),
    *("supervision_committee", "mediator", "unit", "expert"),
    *("township_party", "township_gov", "township_legal", "township_ji"),
    *("county_dept", "county_civil", "county_org", "county_lead", "process_owner", "archivist", "admin"),
]


def test_the_roles_are_exactly_those_of_the_requirements() -> None:
    assert list(ROLES) == REQUIRED


def test_every_role_has_its_own_chinese_name() -> None:
    names = [role.name for role in ROLES.values()]

    assert len(set(names)) == len(names)
    assert all(any("一" <= letter <= "鿿" for letter in name) for name in names)


def test_the_eighteen_departments_of_r322_stand_in_the_policys_order() -> None:
    assert len(set(DEPARTMENTS)) == 18
    assert DEPARTMENTS[0] == "信访"
    assert DEPARTMENTS[-1] == "妇联"


def test_ordinary_people_see_the_public_part_only() -> None:
    public = {role.code for role in ROLES.values() if role.sight is Sight.PUBLIC}

    assert public == {"resident", "household_rep", "proposer", "unit", "expert"}


def test_the_home_level_is_the_first_of_a_roles_levels() -> None:
    assert ROLES["archivist"].home is Level.VILLAGE
    assert ROLES["township_legal"].home is Level.TOWNSHIP


@pytest.mark.parametrize(
    "group", ["village_party", " village_party ", "resident@64990203", "county_dept:民政", "county_dept@649955"]
)
def test_a_group_that_names_a_role_is_known(group: str) -> None:
    assert is_known_group(group)


@pytest.mark.parametrize(
    "group",
    ["", "mayor", "Village_Party", "mayor@64990203", "village_party@", "@64990203", "county_dept:", "resident:民政"],
)
def test_a_group_that_names_no_role_is_unknown(group: str) -> None:
    assert not is_known_group(group)
