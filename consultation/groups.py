"""Turns a candidate group of a diagram into the post that it means for one case (design: people and access)."""
from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.engine import Connection

from consultation.organisations import Kind, lineage, nearest
from consultation.persons import post_key
from consultation.roles import ROLES, Level, Role
from consultation.staffed_places import departments_above, place, upward
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
    group = group.strip()
    code, at_sign, named = group.partition("@")
    if at_sign:
        return _at(connection, group, code, named, at)
    code, colon, department = group.partition(":")
    role = _role(code, group)
    if colon:
        if role.home is not Level.DEPARTMENT:
            raise UnresolvableGroup(f"办理岗位“{group}”写法不对：冒号后面只能跟县级部门，请管理员改正。", group=group)
        return _department(connection, group, role, department, organisation, at)
    line = upward(connection, organisation, role.code, at)
    for step in line:
        if Kind(step.kind).level in role.levels:
            return _resolved(role, step)
    if not line:
        raise _unknown(organisation, group)
    raise UnresolvableGroup(
        f"从“{line[0].name}”往上找不到“{role.name}”所在的组织，请管理员在流程图上写明组织代码。", group=group
    )


def _at(connection: Connection, group: str, code: str, named: str, at: dt.datetime) -> ResolvedGroup:
    found = place(connection, named, code, at)
    if found is None:
        raise UnresolvableGroup(f"办理岗位“{group}”里的组织代码不存在，请管理员核对。", group=group)
    return _resolved(_role(code, group), found)


def _resolved(role: Role, row: Any) -> ResolvedGroup:
    return ResolvedGroup((post_key(role.code, row.code),), bool(row.staffed))


def _unknown(organisation: str, group: str) -> UnresolvableGroup:
    return UnresolvableGroup(f"协商所属的组织代码 {organisation} 不存在，请管理员核对。", group=group)


def _role(code: str, group: str) -> Role:
    if code not in ROLES:
        raise UnresolvableGroup(f"没有“{code}”这种岗位，请管理员核对流程图上的办理岗位。", group=group)
    return ROLES[code]


def _department(
    connection: Connection, group: str, role: Role, department: str, organisation: str, at: dt.datetime
) -> ResolvedGroup:
    rows = departments_above(connection, organisation, role.code, at)
    own_county = min((row.steps for row in rows), default=0)
    for row in rows:
        if row.steps == own_county and department in (row.code, row.department):
            return _resolved(role, row)
    line = lineage(connection, organisation)
    if not line:
        raise _unknown(organisation, group)
    if nearest(line, Level.COUNTY) is None:
        raise UnresolvableGroup(f"“{line[0].name}”不属于任何县，找不到县级部门，请管理员核对。", group=group)
    raise UnresolvableGroup(f"本县没有“{department}”这个部门，请管理员核对部门名称。", group=group)
