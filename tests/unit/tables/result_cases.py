"""What the tables decide about a consultation's result: D8, D9, D10, D14."""
from __future__ import annotations

from typing import Any

from tests.unit.tables.decisions import Case
from tests.unit.tables.topic_cases import (
    GROUP,
    RESIDENTS,
    TOWNSHIP,
    VILLAGE,
    VILLAGES,
    WITH_GOVERNMENT,
    WITH_UNITS,
    WITH_VILLAGE,
)

AGAIN = "择机再次协商"
ASSEMBLY = "提交村（居）民会议或村（居）民代表会议决定"
COORDINATE = "请乡镇（开发区）协调"
SERIOUS = "较大争议"

FAILURE_ROUTE = [
    Case({"round": 1, "dispute": "一般争议"}, ("again",), AGAIN),
    Case({"round": 1, "dispute": SERIOUS}, ("serious_dispute",), ASSEMBLY),
    Case({"round": 2, "dispute": "没有争议"}, ("many_rounds",), ASSEMBLY),
    Case({"round": 3}, ("many_rounds",), ASSEMBLY),
    # How many rounds are many is a parameter.
    Case({"round": 2, "parameters": {"n_rounds": 3, "villages_for_township": 2}}, ("again",), AGAIN),
    Case({"round": 1, "features": ["单靠村（社区）自身无法解决"]}, ("beyond_the_village",), COORDINATE),
    Case({"round": 1, "villages": 2, "dispute": SERIOUS}, ("several_villages_dispute",), COORDINATE),
    Case({"round": 2, "villages": 2}, ("several_villages_rounds",), COORDINATE),
    Case({"round": 1, "villages": 2}, ("again",), AGAIN),
    # An assembly may not vote away a private right.
    Case({"round": 1, "mechanism": RESIDENTS, "dispute": SERIOUS}, ("private_dispute",), COORDINATE),
    Case({"round": 2, "mechanism": RESIDENTS, "dispute": "一般争议"}, ("private_rounds",), COORDINATE),
    Case({"round": 1, "mechanism": RESIDENTS}, ("again",), AGAIN),
    Case({}, ("again",), AGAIN),
]

PUBLIC = "政府管理事项和公共服务事项"
LOCAL = "本村（社区）可以解决的事项"
PRIVATE = "村（居）民个人事务和市场服务事项"

IMPLEMENTER = [
    Case({"lead": TOWNSHIP, "mechanism": VILLAGES}, ("led_above",), [PUBLIC]),
    Case({"lead": VILLAGE, "mechanism": VILLAGES}, ("between_villages",), [PUBLIC]),
    Case({"lead": VILLAGE, "mechanism": WITH_GOVERNMENT}, ("with_government",), [PUBLIC]),
    Case({"lead": VILLAGE, "mechanism": WITH_VILLAGE}, ("by_village",), [LOCAL]),
    Case({"lead": GROUP, "mechanism": RESIDENTS}, ("among_residents",), [PRIVATE]),
    Case({"lead": GROUP, "mechanism": WITH_UNITS}, ("by_village", "by_market"), [LOCAL, PRIVATE]),
    Case({}, ("by_village",), [LOCAL]),
]

RELAYED = "向村（社区）党组织或村（居）民委员会反馈"
DIRECT = "直接向利益相关方反馈"


def fed_back(implementers: list[str] | None, chosen: str | None, commissioned: str | None, rule: str,
             route: str | None, village: str, report: str) -> Case:  # fmt: skip
    """A case of D10."""
    variables: dict[str, Any] = {
        "implementers": implementers, "feedback_route": chosen, "commissioned": commissioned,
    }  # fmt: skip
    return Case(variables, (rule,), {"feedback_route": route, "village_feedback": village, "report": report})


FEEDBACK_ROUTE = [
    fed_back([PUBLIC], None, "否", "relayed", RELAYED, "否", "否"),
    fed_back([PUBLIC, LOCAL], RELAYED, None, "relayed_and_village", RELAYED, "是", "否"),
    fed_back([PUBLIC, PRIVATE], DIRECT, None, "direct", DIRECT, "否", "否"),
    fed_back([PUBLIC, LOCAL], DIRECT, "否", "direct_and_village", DIRECT, "是", "否"),
    fed_back([LOCAL], DIRECT, "否", "village", None, "是", "否"),
    fed_back(None, None, None, "village", None, "是", "否"),
    fed_back([PUBLIC], RELAYED, "是", "relayed_commissioned", RELAYED, "否", "是"),
    fed_back([PUBLIC, LOCAL], None, "是", "relayed_and_village_commissioned", RELAYED, "是", "是"),
    fed_back([PUBLIC], DIRECT, "是", "direct_commissioned", DIRECT, "否", "是"),
    fed_back([PUBLIC, LOCAL], DIRECT, "是", "direct_and_village_commissioned", DIRECT, "是", "是"),
    fed_back([PRIVATE], None, "是", "village_commissioned", None, "是", "是"),
]

RETENTION = [
    Case({"outcome": "不采纳", "catalogue_item": "V01"}, ("not_taken_up",), "10年"),
    Case({"outcome": "撤回"}, ("not_taken_up",), "10年"),
    Case({"outcome": "合并"}, ("not_taken_up",), "10年"),
    Case({"outcome": "协商成功", "catalogue_item": "C13"}, ("lasting_matter",), "永久"),
    Case({"outcome": "协商未果", "catalogue_item": "V01"}, ("lasting_matter",), "永久"),
    Case({"outcome": "会议决定", "catalogue_item": "V16"}, ("decided_by_assembly",), "永久"),
    Case({"outcome": "协商成功", "catalogue_item": "V11", "vote_needed": "是"}, ("settled_by_vote",), "永久"),
    Case({"outcome": "协调解决", "catalogue_item": "V09", "major": "是"}, ("settled_after_review",), "永久"),
    Case({"outcome": "协商未果", "catalogue_item": "V16", "major": "是"}, ("failed",), "10年"),
    Case({"outcome": "协商成功", "catalogue_item": "V16", "vote_needed": "否", "major": "否"}, ("settled",), "30年"),
    Case({"outcome": "协调解决"}, ("settled",), "30年"),
]

CASES = {
    "failure_route": FAILURE_ROUTE,
    "implementer": IMPLEMENTER,
    "feedback_route": FEEDBACK_ROUTE,
    "retention": RETENTION,
}
