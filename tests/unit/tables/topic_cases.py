"""What the tables decide while a topic is taken in: D2, D6, D7, D13, D15, D16."""
from __future__ import annotations

from typing import Any

from tests.unit.tables.decisions import Case, item

VILLAGE, GROUP, TOWNSHIP = "村（社区）", "网格（楼宇、小区）和村（居）民小组", "乡镇（开发区）"
COUNTY, GOVERNMENT = "县委、政府", "基层人民政府或相关部门"

WITHIN_GROUP = "网格（楼宇、小区）和村（居）民小组内公共利益或村（居）民个人权益"
CANNOT_LEAD = "单靠某一村（社区）无法牵头协商"
UNITS = "涉及有关单位（部门、行业）的重要事项"
QUARREL = "基层矛盾纠纷"
FIRMS = "驻村（社区）单位、社会组织以及相关服务企业"
IMPACT = "工程项目、征地拆迁、村级集体事务等易引发较大社会影响"

RESIDENTS = {"number": 1, "name": "村（居）民与村（居）民之间的协商机制"}
WITH_VILLAGE = {"number": 2, "name": "村（居）民与村（社区）之间的协商机制"}
WITH_UNITS = {"number": 3, "name": "村（居）民与相关单位（行业）之间的协商机制"}
VILLAGES = {"number": 4, "name": "村（社区）与村（社区）之间的协商机制"}
WITH_GOVERNMENT = {"number": 5, "name": "村（社区）与基层政府之间的协商机制"}

AS_MAJOR = "按重大事项办理，实施前报乡镇（开发区）合法性审核"
AS_USUAL = "按一般事项办理"
BY_HAND = "由干部判断是不是重大事项，写明理由"
URGENT = "情况紧急或有安全隐患的先处置，事后补协商、补报告；是不是重大事项由干部判断，写明理由"
URGENT_MAJOR = "情况紧急或有安全隐患的先处置，事后补协商、补报告；其余按重大事项办理，实施前报乡镇（开发区）合法性审核"

ORGANISER = [
    # R-255 comes before R-254, and both before everything that the village could lead.
    Case({"features": [CANNOT_LEAD, UNITS], "villages": 3}, ("departments_involved",), COUNTY),
    Case({"features": [CANNOT_LEAD], "villages": 2}, ("several_villages",), TOWNSHIP),
    # R-254 needs both: two villages of which one can lead stay with that village.
    Case({"features": ["涉及范围广"], "villages": 2}, ("village_leads",), VILLAGE),
    Case({"features": [CANNOT_LEAD], "villages": 1}, ("village_leads",), VILLAGE),
    Case({"features": [CANNOT_LEAD]}, ("village_leads",), VILLAGE),
    Case({"features": [IMPACT, WITHIN_GROUP]}, ("social_impact",), GOVERNMENT),
    Case({"features": ["村（社区）反映强烈、涉及村（居）民切身利益的重大问题"]}, ("social_impact",), GOVERNMENT),
    Case({"organisation_kind": "乡镇（开发区）"}, ("raised_by_township",), TOWNSHIP),
    Case({"organisation_kind": "部门"}, ("raised_by_department",), GOVERNMENT),
    Case({"features": [WITHIN_GROUP], "organisation_kind": "社区"}, ("within_group",), GROUP),
    Case({"item": item("V14"), "organisation_kind": "行政村"}, ("catalogue_says_township",), TOWNSHIP),
    Case({"item": item("C26"), "features": [QUARREL]}, ("catalogue_says_group",), GROUP),
    Case({"item": item("C26"), "features": ["涉及范围广"]}, ("village_leads",), VILLAGE),
    Case({"item": item("C26"), "villages": 2}, ("village_leads",), VILLAGE),
    Case({"item": item("V11"), "organisation_kind": "行政村", "features": []}, ("village_leads",), VILLAGE),
    Case({"item": item("V26")}, ("village_leads",), VILLAGE),
    Case({}, ("village_leads",), VILLAGE),
]

MECHANISM = [
    # R-269 has no condition but the number: whether a village could lead alone does not matter.
    Case({"villages": 2, "features": [QUARREL]}, ("between_villages",), VILLAGES),
    Case({"villages": 1, "features": [IMPACT, QUARREL]}, ("social_impact",), WITH_GOVERNMENT),
    Case({"item": item("C15"), "features": [QUARREL]}, ("quarrel",), RESIDENTS),
    Case({"item": item("C26"), "features": [QUARREL, FIRMS]}, ("with_units",), WITH_UNITS),
    Case({"item": item("V16"), "features": ["单靠村（社区）自身无法解决"]}, ("with_units",), WITH_UNITS),
    Case({"features": [UNITS]}, ("with_units",), WITH_UNITS),
    Case({"item": item("V18")}, ("catalogue_says_residents",), RESIDENTS),
    Case({"item": item("V11")}, ("catalogue_says_village",), WITH_VILLAGE),
    Case({"item": item("C14")}, ("catalogue_says_units",), WITH_UNITS),
    Case({"item": {**item("V27"), "mechanism": 4}}, ("catalogue_says_villages",), VILLAGES),
    Case({"item": item("V19")}, ("catalogue_says_government",), WITH_GOVERNMENT),
    Case({"item": item("V27")}, ("self_government",), WITH_VILLAGE),
    Case({}, ("self_government",), WITH_VILLAGE),
]

MAJOR = [
    Case({"item": item("V07")}, ("catalogue_says_yes",), {"major": "是", "handling": AS_MAJOR}),
    Case({"item": item("V07"), "features": [IMPACT]}, ("catalogue_says_yes", "social_impact"),
         {"major": "是", "handling": AS_MAJOR}),
    Case({"item": item("V11"), "features": [IMPACT]}, ("social_impact",), {"major": "是", "handling": AS_MAJOR}),
    Case({"item": item("V11")}, ("catalogue_says_no",), {"major": "否", "handling": AS_USUAL}),
    # What the catalogue leaves open stays open: a form's field is not filled for the cadre.
    Case({"item": item("V26")}, ("a_person_decides",), {"major": None, "handling": BY_HAND}),
    Case({"item": item("V26"), "features": [IMPACT]}, ("social_impact",), {"major": "是", "handling": AS_MAJOR}),
    Case({"item": item("C17")}, ("urgent",), {"major": None, "handling": URGENT}),
    Case({"item": item("C27"), "features": [IMPACT]}, ("urgent_and_major",), {"major": "是", "handling": URGENT_MAJOR}),
    Case({}, ("not_in_catalogue",), {"major": None, "handling": BY_HAND}),
    Case({"features": [IMPACT]}, ("social_impact",), {"major": "是", "handling": AS_MAJOR}),
]  # fmt: skip

MEMBERS = "农村集体经济组织成员大会"
MEMBERS_QUORUM = "三分之二以上具有完全民事行为能力的成员参加"
MEMBERS_MAJORITY = "本集体经济组织成员全体三分之二以上同意"
VILLAGERS_QUORUM = "本村十八周岁以上村民过半数参加，或者三分之二以上的户的代表参加"
VILLAGERS_MAJORITY = "到会人员过半数通过"
RESIDENTS_QUORUM = "十八周岁以上居民、户的代表或者居民小组选举的代表过半数出席"
RESIDENTS_MAJORITY = "出席人过半数通过"
OWNERS_QUORUM = "专有部分面积占比三分之二以上且人数占比三分之二以上的业主参与表决"
OWNERS_MAJORITY = (
    "参与表决的专有部分面积过半数且人数过半数同意；筹集维修资金、改建重建、改变共有部分用途的，四分之三以上且四分之三以上同意"
)


def vote(needed: str, body: str | None, quorum: str | None, majority: str | None, days: int | None,
         filing: str | None = None) -> dict[str, Any]:  # fmt: skip
    """A row of D13."""
    return {
        "needed": needed, "body": body, "quorum": quorum, "majority": majority, "notice_days": days, "filing": filing,
    }  # fmt: skip


def members(filing: str | None = None) -> dict[str, Any]:
    return vote("是", MEMBERS, MEMBERS_QUORUM, MEMBERS_MAJORITY, 10, filing)


def villagers(filing: str | None = None, needed: str = "是", majority: str = VILLAGERS_MAJORITY) -> dict[str, Any]:
    return vote(needed, "村民会议", VILLAGERS_QUORUM, majority, 10, filing)


def residents(days: int, filing: str | None = None) -> dict[str, Any]:
    return vote("是", "居民会议", RESIDENTS_QUORUM, RESIDENTS_MAJORITY, days, filing)


def owners(needed: str) -> dict[str, Any]:
    return vote(needed, "业主大会", OWNERS_QUORUM, OWNERS_MAJORITY, 15)


def voted(catalogue_item: str | None, rule: str, value: dict[str, Any], kind: str = "") -> Case:
    """A case of D13: an item in a village's or community's consultation."""
    found = kind or ("行政村" if (catalogue_item or "V").startswith("V") else "社区")
    return Case({"item": item(catalogue_item), "organisation_kind": found}, (rule,), value)


VILLAGE_USUALLY = vote("否", "村民代表会议", "三分之二以上的组成人员参加", VILLAGERS_MAJORITY, 3)
COMMUNITY_USUALLY = vote("否", "居民代表会议", "三分之二以上的居民代表参加", RESIDENTS_MAJORITY, 3)
STATUTORY_VOTE = [
    voted("V03", "members_assembly", members()),
    voted("V04", "members_or_representatives", members()),
    voted("V05", "land_to_outsiders", members("发包给本集体经济组织以外的单位或者个人的，报乡镇人民政府批准")),
    voted("V11", "village_assembly", villagers()),
    voted("V10", "one_case_one_meeting", villagers(majority="到会人员过半数通过，逐户签字")),
    voted("V14", "village_committee_itself", villagers("由乡镇人民政府提出，村民会议讨论同意，报县级人民政府批准")),
    voted("V15", "village_charter", villagers("报乡镇人民政府备案")),
    voted("V24", "village_election", villagers("按选举规定办理")),
    voted("C02", "community_election", residents(10, "按选举规定办理")),
    voted("C19", "residents_assembly", residents(3)),
    voted("C13", "residents_covenant", residents(3, "报人民政府或者它的派出机关备案")),
    voted("C04", "owners", owners("是")),
    voted("V17", "village_assembly_in_part", villagers(needed="人工")),
    voted("C14", "owners_in_part", owners("人工")),
    voted("V16", "village_usually", VILLAGE_USUALLY),
    voted(None, "village_usually", VILLAGE_USUALLY),
    voted("C05", "community_usually", COMMUNITY_USUALLY),
    voted("V16", "elsewhere", vote("否", None, None, None, None), kind="乡镇（开发区）"),
    Case({}, ("elsewhere",), vote("否", None, None, None, None)),
]

DEPARTMENTS = [
    Case({"catalogue_item": "V01"}, ("finance", "agriculture"), ["财政", "农业农村"]),
    Case({"catalogue_item": "V05"}, ("natural_resources", "water", "agriculture"), ["自然资源", "水务", "农业农村"]),
    Case({"catalogue_item": "V10"}, ("transport", "water", "agriculture"), ["交通", "水务", "农业农村"]),
    Case({"catalogue_item": "V18"}, ("petitions", "police", "justice"), ["信访", "公安", "司法"]),
    Case({"catalogue_item": "V09"}, ("civil_affairs", "housing", "culture", "health"),
         ["民政", "住建", "文旅", "卫健"]),
    Case({"catalogue_item": "V20"}, ("civil_affairs", "rural"), ["民政", "乡村振兴"]),
    Case({"catalogue_item": "C05"}, ("organisation", "women"), ["组织", "妇联"]),
    Case({"catalogue_item": "C10"}, ("political_legal", "civil_affairs"), ["政法", "民政"]),
    Case({"catalogue_item": "C15"}, ("police", "market", "environment"), ["公安", "市监", "环保"]),
    Case({"catalogue_item": "V27"}, (), []),
    Case({}, (), []),
]  # fmt: skip

THRESHOLDS = [
    Case({"organisation_kind": "行政村", "amount": 2000, "in_budget": "否"}, ("village_must_consult",), "应当协商"),
    Case({"organisation_kind": "行政村", "amount": 1999.99, "in_budget": "否"}, (), "不作要求"),
    Case({"organisation_kind": "行政村", "amount": 2000, "in_budget": "是"}, (), "不作要求"),
    # Nobody has said that it is in the budget: the duty holds.
    Case({"organisation_kind": "行政村", "amount": 2000}, ("village_must_consult",), "应当协商"),
    Case({"organisation_kind": "社区", "amount": 1000, "in_budget": "否"}, ("community_must_supervise",), "应当监督"),
    Case({"organisation_kind": "社区", "amount": 999.99, "in_budget": "否"}, (), "不作要求"),
    Case({"organisation_kind": "社区", "amount": 2000, "in_budget": "是"}, (), "不作要求"),
    Case({"organisation_kind": "乡镇（开发区）", "amount": 9999, "in_budget": "否"}, (), "不作要求"),
    Case({"organisation_kind": "行政村"}, (), "不作要求"),
    Case({}, (), "不作要求"),
]

CASES = {
    "organiser": ORGANISER,
    "mechanism": MECHANISM,
    "major": MAJOR,
    "statutory_vote": STATUTORY_VOTE,
    "departments": DEPARTMENTS,
    "thresholds": THRESHOLDS,
}
