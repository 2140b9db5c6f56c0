"""The roles that a post can carry: code, Chinese name, the levels where it is at home, what its holder may see."""
from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """A level of the organisation tree; towns and development zones are one level, villages and communities too."""

    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    GROUP = "group"
    DEPARTMENT = "department"
    UNIT = "unit"


class Sight(StrEnum):
    """What a post opens: the cases of its organisation and all below, or only the public part of its village's."""

    SUBTREE = "subtree"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Role:
    """``levels``: where a plain group name looks, going upward; the first is the home level, the others stand in."""

    code: str
    name: str
    levels: tuple[Level, ...]
    sight: Sight = Sight.SUBTREE

    @property
    def home(self) -> Level:
        """The level that the role belongs to."""
        return self.levels[0]


_VILLAGE = (Level.VILLAGE,)
_TOWNSHIP = (Level.TOWNSHIP,)
_COUNTY = (Level.COUNTY,)

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role("resident", "村（居）民", _VILLAGE, Sight.PUBLIC),
        Role("household_rep", "户代表", _VILLAGE, Sight.PUBLIC),
        Role("proposer", "议题提出人", _VILLAGE, Sight.PUBLIC),
        # A grid worker is appointed by the village, a group leader by the group: a village's case finds the former.
        Role("grid_staff", "网格员、楼宇长、小组长", (Level.GROUP, Level.VILLAGE)),
        Role("group_party", "小组（网格）党组织", (Level.GROUP,)),
        Role("village_party", "村（社区）党组织", _VILLAGE),
        Role("village_committee", "村（居）民委员会", _VILLAGE),
        Role("supervision_committee", "村（居）务监督委员会", _VILLAGE),
        Role("mediator", "人民调解组织、专业性社会组织", (Level.VILLAGE, Level.TOWNSHIP)),
        Role("unit", "驻村（社区）单位、物业、企业", _VILLAGE, Sight.PUBLIC),
        Role("expert", "专家、专业技术人员", _COUNTY, Sight.PUBLIC),
        Role("township_party", "乡镇（开发区）党（工）委", _TOWNSHIP),
        Role("township_gov", "乡镇政府（开发区管委会）", _TOWNSHIP),
        Role("township_legal", "司法所（合法性审核）", _TOWNSHIP),
        Role("township_ji", "乡镇（开发区）纪委（纪工委）", _TOWNSHIP),
        Role("county_dept", "县级部门", (Level.DEPARTMENT,)),
        Role("county_civil", "县民政局（协商工作）", _COUNTY),
        Role("county_org", "县委组织部（协商工作）", _COUNTY),
        Role("county_lead", "县委、县政府", _COUNTY),
        Role("process_owner", "流程管理员", _COUNTY),
        # Whoever led the consultation keeps its file, so each level has its own archivist.
        Role("archivist", "档案员", (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY)),
        Role("admin", "系统管理员", _COUNTY),
    )
}

#: The departments of R-322 in the policy's order and words; as a group ``county_dept:民政``.
DEPARTMENTS: tuple[str, ...] = (
    "信访", "组织", "政法", "公安", "民政", "司法", "财政", "自然资源", "住建", "交通", "水务", "农业农村",
    "文旅", "卫健", "市监", "乡村振兴", "环保", "妇联",
)  # fmt: skip


#: What deployment accepts in candidate groups: every role, and the one that may name a department after a colon.
KNOWN_ROLES = frozenset(ROLES) | {"county_dept:"}


def is_known_group(group: str) -> bool:
    """Whether a literal candidate group names a role of ours: ``role``, ``role@code`` or ``county_dept:code``.

    Deployment asks this; whether the organisation exists is only known when a task is created.
    """
    code, _, organisation = group.strip().partition("@")
    if organisation or group.strip().endswith("@"):
        return bool(organisation) and code in ROLES
    code, colon, department = code.partition(":")
    if colon:
        return code == "county_dept" and bool(department)
    return code in ROLES
