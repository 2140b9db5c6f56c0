"""A candidate group resolves to the post that it means for the case's organisation."""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy.engine import Connection

from consultation.groups import UnresolvableGroup, resolve_group
from consultation.organisations import Kind, add_organisation
from consultation.persons import leave_post
from consultation.roles import ROLES
from engine.groups import GroupResolver, ResolvedGroup

TODAY = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("group", "organisation", "key"),
    [
        ("village_party", "640101", "village_party@640101"),
        ("village_party", "640102", "village_party@640102"),
        ("village_party", "64010101", "village_party@640101"),
        ("township_legal", "64010101", "township_legal@6401"),
        ("township_legal", "6402", "township_legal@6402"),
        ("county_civil", "640201", "county_civil@64"),
        ("grid_staff", "64010101", "grid_staff@64010101"),
        ("grid_staff", "640101", "grid_staff@640101"),
        ("archivist", "64010101", "archivist@640101"),
        ("archivist", "6401", "archivist@6401"),
        ("archivist", "64", "archivist@64"),
        ("county_dept", "6452", "county_dept@6452"),
        ("county_dept:民政", "64010101", "county_dept@6451"),
        ("county_dept:6452", "640201", "county_dept@6452"),
        ("village_committee@640201", "640101", "village_committee@640201"),
        ("county_dept@6452", "640101", "county_dept@6452"),
        ("unit@64010191", "640102", "unit@64010191"),
        (" village_party ", "640101", "village_party@640101"),
    ],
)
def test_a_group_finds_its_organisation(county: Connection, group: str, organisation: str, key: str) -> None:
    assert resolve_group(county, group, organisation, TODAY) == ResolvedGroup((key,), staffed=False)


def test_every_role_resolves_somewhere_from_a_group_at_the_foot_of_the_tree(county: Connection) -> None:
    for role in ROLES.keys() - {"county_dept"}:
        assert resolve_group(county, role, "64010101", TODAY).keys[0].startswith(f"{role}@")


def test_a_group_is_staffed_while_somebody_is_in_post(county: Connection, employ: Callable[..., int]) -> None:
    person = employ("village_party@640101")

    assert resolve_group(county, "village_party", "640101", TODAY).staffed
    assert not resolve_group(county, "village_party", "640102", TODAY).staffed
    leave_post(county, person, "village_party", "640101", TODAY)
    assert not resolve_group(county, "village_party", "640101", TODAY).staffed


@pytest.mark.parametrize(
    ("group", "organisation", "complaint"),
    [
        ("mayor", "640101", "没有“mayor”这种岗位"),
        ("", "640101", "没有“”这种岗位"),
        ("mayor@640101", "640101", "没有“mayor”这种岗位"),
        ("village_party@999", "640101", "组织代码不存在"),
        ("village_party@", "640101", "组织代码不存在"),
        ("village_party@640101\0", "640101", "组织代码不存在"),
        ("village_party", "6401", "从“东镇”往上找不到“村（社区）党组织”"),
        ("group_party", "640101", "从“东一村”往上找不到"),
        ("county_dept", "640101", "从“东一村”往上找不到“县级部门”"),
        ("county_dept:气象", "640101", "没有“气象”这个部门"),
        ("county_dept:", "640101", "没有“”这个部门"),
        ("county_dept:640101", "640101", "没有“640101”这个部门"),
        ("village_party:民政", "640101", "冒号后面只能跟县级部门"),
        ("village_party", "999", "组织代码 999 不存在"),
    ],
)
def test_a_group_that_means_nobody_is_an_error_in_words(
    county: Connection, group: str, organisation: str, complaint: str
) -> None:
    with pytest.raises(UnresolvableGroup, match=complaint):
        resolve_group(county, group, organisation, TODAY)


def test_a_department_is_looked_for_in_the_cases_own_county_only(county: Connection) -> None:
    add_organisation(county, "65", "邻县", Kind.COUNTY)
    add_organisation(county, "6501", "邻县的乡", Kind.TOWNSHIP, "65")
    add_organisation(county, "6553", "邻县妇联", Kind.DEPARTMENT, "65", "妇联")

    assert resolve_group(county, "county_dept:妇联", "6501", TODAY).keys == ("county_dept@6553",)
    with pytest.raises(UnresolvableGroup, match="没有“妇联”"):
        resolve_group(county, "county_dept:妇联", "640101", TODAY)


def test_an_organisation_outside_any_county_has_no_departments(county: Connection) -> None:
    add_organisation(county, "99", "孤村", Kind.VILLAGE)

    with pytest.raises(UnresolvableGroup, match="不属于任何县"):
        resolve_group(county, "county_dept:民政", "99", TODAY)


def test_it_fits_the_door_that_the_engine_holds_open(county: Connection) -> None:
    resolver: GroupResolver = resolve_group

    assert resolver(county, "village_party", "640101", TODAY).keys == ("village_party@640101",)
