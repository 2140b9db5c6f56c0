"""What the tables decide while a consultation is planned, published and watched: D3, D4, D5, D11, D12."""
from __future__ import annotations

from typing import Any

from tests.unit.tables.decisions import Case, item
from tests.unit.tables.topic_cases import (
    COUNTY,
    GOVERNMENT,
    GROUP,
    QUARREL,
    RESIDENTS,
    TOWNSHIP,
    VILLAGE,
    VILLAGES,
    WITH_GOVERNMENT,
    WITH_UNITS,
    WITH_VILLAGE,
    WITHIN_GROUP,
)

EXPERT = "专业性、技术性、复杂疑难性"
PART = "区域性事务或部分群众利益"
SINGLE = "特定事项或个别问题"
NEEDED, NOT_NEEDED, OPEN = ({"needed": word} for word in ("是", "否", "人工"))

CONSULTATION_FORM = [
    Case({"statutory_vote": NEEDED, "features": ["群众关注度高"]}, ("meeting_for_vote",), ["会议协商"]),
    Case({"features": ["涉及范围广"]}, ("meeting_for_features",), ["会议协商"]),
    Case({"features": ["群众关注度高"]}, ("meeting_for_features",), ["会议协商"]),
    Case({"features": ["矛盾相对集中"], "statutory_vote": OPEN}, ("meeting_for_features",), ["会议协商"]),
    Case({"features": [EXPERT]}, ("advice_for_features",), ["咨询协商"]),
    Case({"features": [PART]}, ("interview_for_features",), ["访谈协商"]),
    Case({"features": [WITHIN_GROUP]}, ("interview_for_features",), ["访谈协商"]),
    Case({"features": [SINGLE]}, ("writing_for_features",), ["书面协商"]),
    Case({"item": item("V12"), "statutory_vote": NOT_NEEDED}, ("meeting_by_catalogue", "advice_by_catalogue"),
         ["会议协商", "咨询协商"]),
    Case({"item": item("V16")}, ("meeting_by_catalogue", "interview_by_catalogue"), ["会议协商", "访谈协商"]),
    Case({"item": item("C14")}, ("meeting_by_catalogue", "writing_by_catalogue"), ["会议协商", "书面协商"]),
    Case({"item": item("C16")}, ("interview_by_catalogue", "online_by_catalogue"), ["访谈协商", "网络协商"]),
    # Where both a feature and the catalogue speak for a form it is named once, with the policy's own reason.
    Case({"item": item("V02"), "features": ["矛盾相对集中", EXPERT]}, ("meeting_for_features", "advice_for_features"),
         ["会议协商", "咨询协商"]),
    Case({"item": item("C17"), "features": [PART, SINGLE]}, ("interview_for_features", "writing_for_features"),
         ["访谈协商", "书面协商"]),
    Case({"item": item("V27")}, (), []),
    Case({}, (), []),
]  # fmt: skip

ALWAYS = {"village_party": "村（社区）党组织", "village_committee": "村（居）民委员会"}
LAST = {
    "registered_residents": "当地户籍居民",
    "other_residents": "非户籍居民代表",
    "all_stakeholders": "其他利益相关方",
}
GOVERNS = "基层政府及其派出机关"
SUPERVISES = {"supervision_committee": "村（居）务监督委员会"}


def takes_part(variables: dict[str, Any], parties: dict[str, str], *, without: str = "") -> Case:
    """A case of D4: the parties by rule, in the table's order."""
    found = {rule: party for rule, party in parties.items() if rule != without}
    return Case(variables, tuple(found), list(found.values()))


PARTIES = [
    takes_part({}, ALWAYS | SUPERVISES | LAST),
    takes_part({"lead": TOWNSHIP, "mechanism": VILLAGES}, {"government_leads": GOVERNS} | ALWAYS | LAST),
    takes_part({"lead": COUNTY}, {"government_leads": GOVERNS} | ALWAYS | LAST),
    takes_part(
        {"lead": VILLAGE, "mechanism": WITH_GOVERNMENT}, {"government_concerned": GOVERNS} | ALWAYS | SUPERVISES | LAST
    ),
    takes_part({"lead": GROUP, "features": [PART]}, ALWAYS | SUPERVISES | {"group_leads": "村（居）民小组"} | LAST),
    takes_part(
        {"lead": VILLAGE, "features": [PART]}, ALWAYS | SUPERVISES | {"group_concerned": "村（居）民小组"} | LAST
    ),
    # The collective's own assets are its members' affair.
    takes_part(
        {"lead": VILLAGE, "mechanism": WITH_VILLAGE, "catalogue_item": "V05", "item": item("V05")},
        ALWAYS | SUPERVISES
        | {"collective_organisation": "农村集体经济组织", "cooperatives": "农民合作组织"} | LAST,
        without="other_residents",
    ),
    takes_part(
        {"lead": VILLAGE, "mechanism": WITH_UNITS, "catalogue_item": "C14", "item": item("C14")},
        ALWAYS | SUPERVISES
        | {"units": "驻村（社区）单位", "social_organisations": "社区社会组织", "owners_committee": "业主委员会",
           "property_firm": "物业服务企业"} | LAST,
    ),
]  # fmt: skip

INVITEES = [
    Case({}, ("mass_representatives",), ["群众代表"]),
    Case({"features": [QUARREL]}, ("old_party_members", "old_cadres", "mass_representatives"),
         ["老党员", "老干部", "群众代表"]),
    Case({"features": ["群众关注度高"]},
         ("mass_representatives", "party_delegates", "congress_deputies", "conference_members"),
         ["群众代表", "党代表", "人大代表", "政协委员"]),
    Case({"item": item("V20"), "mechanism": WITH_GOVERNMENT},
         ("mass_representatives", "mass_organisations", "social_workers", "officials"),
         ["群众代表", "基层群团组织负责人", "社会工作者", "乡镇及有关职能部门人员"]),
    Case({"item": item("C28"), "mechanism": RESIDENTS}, ("mass_representatives", "social_workers"),
         ["群众代表", "社会工作者"]),
    Case({"catalogue_item": "V10"}, ("mass_representatives", "household_representatives"), ["群众代表", "户代表"]),
    Case({"features": [EXPERT]}, ("mass_representatives", "scholars", "technicians", "third_parties"),
         ["群众代表", "专家学者", "专业技术人员", "第三方机构"]),
]  # fmt: skip

BOARD = ["村（社区）公示栏", "村（社区）公众号", "QQ群", "微信群"]
OPEN_BOARD = ["村（居）务公开栏", "村（社区）公众号", "QQ群", "微信群"]
PROOF = ["张贴位置和张贴人", "起止日期", "开始和结束时的照片", "公示内容的校验值"]


def published(variables: dict[str, Any], rule: str, days: int, channels: list[str] = BOARD) -> Case:
    """A case of D11."""
    return Case(variables, (rule,), {"channels": channels, "days": days, "proof": PROOF})


PUBLICITY = [
    published({"publication": "梳理并公开"}, "topic_list", 3),
    published({"publication": "公示告知"}, "notice", 3),
    published({"publication": "公布告知", "statutory_vote": OPEN}, "notice", 3),
    published({"publication": "公布告知", "statutory_vote": NEEDED}, "notice_before_assembly", 10),
    published({"publication": "公告公示", "item": item("V15")}, "result_money", 7),
    published({"publication": "公告公示", "item": item("C25")}, "result_relief", 7),
    published({"publication": "公告公示", "item": item("V16")}, "result", 5),
    published({"publication": "公告公示"}, "result", 5),
    published({"publication": "公开公示", "item": item("V15")}, "disclosure", 7, OPEN_BOARD),
    Case({}, (), None),
]

COMMITTEE = {"supervisor": "村（居）务监督委员会", "roles": ["supervision_committee"]}
DISCIPLINE = {"supervisor": "乡镇（开发区）纪委（纪工委）", "roles": ["township_ji"]}
CIVIL_AFFAIRS = {"supervisor": "县民政局、县委组织部", "roles": ["county_civil", "county_org"]}
SUPERVISOR = [
    Case({"lead": VILLAGE}, ("village",), COMMITTEE),
    Case({}, ("village",), COMMITTEE),
    Case({"lead": GROUP}, ("group",), COMMITTEE),
    Case({"lead": TOWNSHIP}, ("township",), DISCIPLINE),
    Case({"lead": GOVERNMENT}, ("government",), DISCIPLINE),
    Case({"lead": COUNTY}, ("county",), CIVIL_AFFAIRS),
]

CASES = {
    "consultation_form": CONSULTATION_FORM,
    "parties": PARTIES,
    "invitees": INVITEES,
    "publicity": PUBLICITY,
    "supervisor": SUPERVISOR,
}
