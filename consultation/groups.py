"""Turns a candidate group of a diagram into the post that it means for one case (design: people and access)."""
from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.organisations import Kind, Organisation, find_organisation, lineage, nearest
from consultation.persons import is_staffed, post_key
from consultation.roles import ROLES, Level, Role
from consultation.tables import organisations
from engine.errors import ProductError
from engine.groups import ResolvedGroup


class UnresolvableGroup(ProductError):
    """流程图上的办理岗位找不到对应的组织，请管理员核对岗位名称和组织代码。"""

    status = 422
    type = "unresolvable-group"


def resolve_group(connection: Connection, group: str, organisation: str, at: dt.datetime) -> ResolvedGroup:
    """The keys of a group in a case of ``organisation`` (code), and whether anybody is in post at ``at``.

    ``role``: the nearest organisation of its level, upward from the case's; ``role@code``: that organisation;
    ``county_dept:word`` or ``county_dept:code``: that department of the case's county.
    Raises UnresolvableGroup for an unknown role and when there is no such organisation.
    """
    role, place = _locate(connection, group.strip(), organisation)
    return ResolvedGroup((post_key(role.code, place),), is_staffed(connection, role.code, place, at))


def _locate(connection: Connection, group: str, organisation: str) -> tuple[Role, str]:
    code, at_sign, named = group.partition("@")
    if at_sign:
        if find_organisation(connection, named) is None:
            raise UnresolvableGroup(f"办理岗位“{group}”里的组织代码不存在，请管理员核对。", group=group)
        return _role(code, group), named
    code, colon, department = group.partition(":")
    role = _role(code, group)
    line = lineage(connection, organisation)
    if not line:
        raise UnresolvableGroup(f"协商所属的组织代码 {organisation} 不存在，请管理员核对。", group=group)
    if colon:
        if role.home is not Level.DEPARTMENT:
            raise UnresolvableGroup(f"办理岗位“{group}”写法不对：冒号后面只能跟县级部门，请管理员改正。", group=group)
        return role, _department(connection, line, department, group)
    for step in line:
        if step.kind.level in role.levels:
            return role, step.code
    raise UnresolvableGroup(
        f"从“{line[0].name}”往上找不到“{role.name}”所在的组织，请管理员在流程图上写明组织代码。", group=group
    )


def _role(code: str, group: str) -> Role:
    if code not in ROLES:
        raise UnresolvableGroup(f"没有“{code}”这种岗位，请管理员核对流程图上的办理岗位。", group=group)
    return ROLES[code]


def _department(connection: Connection, line: list[Organisation], department: str, group: str) -> str:
    county = nearest(line, Level.COUNTY)
    if county is None:
        raise UnresolvableGroup(f"“{line[0].name}”不属于任何县，找不到县级部门，请管理员核对。", group=group)
    rows = connection.execute(
        sa.select(organisations.c.code, organisations.c.department).where(
            organisations.c.parent == county.code,
            organisations.c.kind == Kind.DEPARTMENT.value,
        )
    )
    for row in rows:
        if department in (row.code, row.department):
            return str(row.code)
    raise UnresolvableGroup(f"本县没有“{department}”这个部门，请管理员核对部门名称。", group=group)
