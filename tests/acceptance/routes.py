"""Ways through the county's procedure: together they take every branch of every diagram."""
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tests.acceptance.steps import Do, In, Send, Step, do, wait

GOVERNMENT = "政府管理事项和公共服务事项"
VILLAGE = "本村（社区）可以解决的事项"
RESIDENTS = "村（居）民个人事务和市场服务事项"
ASSEMBLY, TOWNSHIP = "提交村（居）民会议或村（居）民代表会议决定", "请乡镇（开发区）协调"
Steps = tuple[Step, ...]


@dataclass(frozen=True)
class Route:
    """A whole case of Donggou village from its start to its dossier. ``by_message``: a resident submits the topic."""

    steps: Steps
    outcome: str = "协商成功"
    by_message: bool = False


def applying(name: str, party: str = "驻村（社区）单位", role: str = "unit") -> Send:
    """Somebody applies to take part."""
    data = {"name": name, "party": party, "contact": "13800000005", "reason": "与我们有关。", "opinion": ""}
    return Send("apply_to_take_part", role, data)


def objecting(text: str) -> Send:
    """A resident objects to what was announced."""
    return Send("raise_objection", "resident", {"name": "张春兰", "contact": "13800000021", "text": text})


WITHDRAWAL = {"withdrawn_by": "张守义", "withdrawal_reason": "事情已经解决。"}
WITHDRAW = Send("withdraw_topic", "village_committee", WITHDRAWAL)
INTAKE: Steps = (do("triage_topic"), do("publish_topic_list"), do("deliberate_topic"))
FILE: Steps = (do("file_dossier"),)


WITHOUT_MEETING = {"meeting_kind": None}


def plan(*kinds: str) -> Steps:
    """From the first plan to the settled one, without comments."""
    forms = list(kinds or ["会议协商"])
    meeting: dict[str, Any] = {} if "会议协商" in forms else {"plan": WITHOUT_MEETING}
    return (
        do("draft_plan", form_kinds=forms, **meeting),
        do("tell_stakeholders", has_comments="没有"),
        do("settle_plan", form_kinds=forms, **meeting),
    )


PLAN = plan()
NOTICE: Steps = (do("publish_notice"), wait("P5D"))
AGREE: Steps = (do("hold_meeting"), do("circulate_course"), do("settle_outcome"))
DISAGREE: Steps = (
    do("hold_meeting"),
    do("circulate_course"),
    do("settle_outcome", outcome="协商未果", consensus=None, vote_needed=None, failure_reason="钱从哪里出谈不拢。"),
)
TO_MEETING = (*INTAKE, *PLAN, *NOTICE)
ROUND = (*PLAN, *NOTICE, *AGREE)
ANNOUNCE: Steps = (do("publish_announcement"), wait("P7D"))
CARRY_OUT: Steps = (
    do("assign_responsibility", implementers=[VILLAGE], responsibility={"own_items": ""}),
    do("implement_by_village"),
    do("check_implementation"),
)
CLOSE: Steps = (do("disclose_results"), do("evaluate"), do("assess"), *FILE)
USE = (*CARRY_OUT, do("village_feedback"), *CLOSE)
FROM_ANNOUNCEMENT = (*ANNOUNCE, *USE)


def choose(next_step: str) -> Step:
    """What is done after a failure."""
    again_on = In(10) if next_step == "择机再次协商" else None
    closing = "两年内不再协商，各户自己处理。" if next_step == "不再协商" else None
    return do("choose_next_step", next_step=next_step, again_on=again_on, closing_reply=closing)


def settle(**decisions: str) -> Steps:
    """A meeting that agrees, with what the organiser decides on the way forward."""
    settled = do("settle_outcome", vote_reason="各组都要求表决。", **decisions)
    return (do("hold_meeting"), do("circulate_course"), settled)


def vote(result: str = "通过") -> Steps:
    """An assembly with its result."""
    consensus: dict[str, Any] = {} if result == "通过" else {"consensus": None}
    return (do("call_assembly"), do("hold_vote", vote_result=result, **consensus))


def without_quorum() -> Steps:
    """An assembly to which too few came."""
    return (do("call_assembly"), do("hold_vote", quorum_met="否", vote_result=None, consensus=None))


def review(result: str) -> Step:
    """The township's finding on lawfulness."""
    return do("review_legality", review_result=result)


def carry_out(*classes: str, handled_by: str | None = None) -> Steps:
    """Several classes of responsible bodies at once."""
    items = {GOVERNMENT: "government_items", VILLAGE: "village_items", RESIDENTS: "own_items"}
    responsibility = {key: "由谁办、办什么，写明了。" if name in classes else "" for name, key in items.items()}
    steps: list[Step] = [do("assign_responsibility", implementers=list(classes), responsibility=responsibility)]
    if GOVERNMENT in classes and handled_by is None:
        steps.append(do("implement_by_government"))
    elif GOVERNMENT in classes:
        steps.append(do("implement_by_government", handled_by="协调有关部门（单位）解决", department=handled_by,
                        handling_requirement="请先查漏换管。", government_implementation=None))  # fmt: skip
        steps.append(do("implement_by_department"))
    if VILLAGE in classes:
        steps.append(do("implement_by_village"))
    return (*steps, do("check_implementation"))


TOLD = [{"name": "张守义", "told_by": "上门", "told_on": "2027-04-20", "answer": "满意", "comment": ""}]
DIRECT = do("government_feedback", feedback_route="直接向利益相关方反馈", feedback_route_reason="各户就在镇上。",
            government_feedback={"told": TOLD})  # fmt: skip
TROUBLE = do("check_implementation", trouble="是", trouble_note="排水口堵了，三户进水。")
PREPARE: Steps = (wait("P11D"), do("prepare_again"))
#: All forms of one deliberation, in any order.
FORM_TASKS = {"会议协商": "hold_meeting", "咨询协商": "seek_advice", "访谈协商": "interview",
              "书面协商": "consult_in_writing", "网络协商": "consult_online"}  # fmt: skip
SETTLE = (do("circulate_course"), do("settle_outcome"))
TOWNSHIP_LEADS, COUNTY_LEADS, GOVERNMENT_LEADS = "乡镇（开发区）", "县委、政府", "基层人民政府或相关部门"
ORGANISED = {"draft_plan", "tell_stakeholders", "settle_plan", "publish_notice", "hold_meeting", "circulate_course",
             "settle_outcome", "publish_announcement", "assign_responsibility", "check_implementation"}  # fmt: skip


def intake(lead: str, *features: str) -> Steps:
    """The topic taken up, to be led by somebody else than the village."""
    return (do("triage_topic", features=list(features)), do("publish_topic_list"),
            do("deliberate_topic", lead=lead, lead_reason="村里请求上级牵头。"))  # fmt: skip


def led_by(organiser: str, settles: str, supervises: str, steps: Steps) -> Steps:
    """The same steps taken by others: whoever organises, settles the plan and supervises."""
    roles = {**dict.fromkeys(ORGANISED, organiser), "settle_plan": settles, "assess": supervises,
             "give_supervision_opinion": supervises}  # fmt: skip
    return tuple(
        replace(step, role=roles.get(step.task, step.role)) if isinstance(step, Do) else step for step in steps
    )


#: From the first opinion of the supervisor to the dossier.
COURSE = (do("give_supervision_opinion"), *PLAN, *NOTICE, *AGREE, *FROM_ANNOUNCEMENT)
ROUTES: dict[str, Route] = {
    "straight": Route((*TO_MEETING, *AGREE, *FROM_ANNOUNCEMENT)),
    "submitted": Route((do("register_topic"), *TO_MEETING, *AGREE, *FROM_ANNOUNCEMENT), by_message=True),
    "merged": Route((*INTAKE[:2], do("deliberate_topic", decision="合并", lead=None, lead_reason=None,
                                     commissioned=None), do("merge_topic"), *FILE), "合并"),
    "refused": Route((*INTAKE[:2], do("deliberate_topic", decision="不采纳", lead=None, lead_reason=None,
                                      commissioned=None), do("reply_to_proposer"), *FILE), "不采纳"),
    "taken_back": Route((*INTAKE[:2], do("deliberate_topic", decision="撤回", lead=None, lead_reason=None,
                                         commissioned=None), *FILE), "撤回"),
    "withdrawn": Route((*INTAKE[:1], WITHDRAW, *FILE), "撤回"),
    "comments": Route((*INTAKE, do("draft_plan"), do("tell_stakeholders"), do("take_up_comments", tell_again="是"),
                       do("draft_plan"), do("tell_stakeholders"), do("take_up_comments"), do("settle_plan"),
                       *NOTICE, *AGREE, *FROM_ANNOUNCEMENT)),
    "applications": Route((*INTAKE, *PLAN, do("publish_notice"), applying("东沟供水站"), applying("红柳物流"),
                           applying("赵有田", "户代表", "household_rep"), do("review_application"),
                           do("review_application", application_decision="不同意参加"), wait("P5D"), *AGREE,
                           *FROM_ANNOUNCEMENT)),
    "five_forms": Route((*INTAKE, *plan(*FORM_TASKS), *NOTICE, *(do(task) for task in FORM_TASKS.values()), *SETTLE,
                         *FROM_ANNOUNCEMENT)),
    "again": Route((*TO_MEETING, *DISAGREE, choose("择机再次协商"), *PREPARE, *ROUND, *FROM_ANNOUNCEMENT)),
    "urged_again": Route((*TO_MEETING, *DISAGREE, choose("择机再次协商"), wait("P11D"), wait("P31D"), do("urge_again"),
                          do("prepare_again"), *ROUND, *FROM_ANNOUNCEMENT)),
    "assembly": Route((*TO_MEETING, *DISAGREE, choose(ASSEMBLY), *vote("未通过"), choose(ASSEMBLY), *without_quorum(),
                       *vote(), *FROM_ANNOUNCEMENT), "会议决定"),
    "coordinated": Route((*TO_MEETING, *DISAGREE, choose(TOWNSHIP),
                          do("coordinate", coordination_result="未能解决", consensus=None), choose(TOWNSHIP),
                          do("coordinate"), *FROM_ANNOUNCEMENT), "协调解决"),
    "sent_back": Route((*TO_MEETING, *DISAGREE, choose(TOWNSHIP),
                        do("coordinate", coordination_result="再次协商", consensus=None), *ROUND, *FROM_ANNOUNCEMENT)),
    "given_up": Route((*TO_MEETING, *DISAGREE, choose("不再协商"), *FILE), "协商未果"),
    "vote": Route((*TO_MEETING, *settle(vote_needed="是"), *vote("未通过"), *PLAN, *NOTICE, *settle(vote_needed="是"),
                   *vote(), *FROM_ANNOUNCEMENT)),
    "lawful": Route((*TO_MEETING, *settle(major="是"), do("submit_for_review"), review("建议修改"),
                     do("revise_result"), review("合法"), *FROM_ANNOUNCEMENT)),
    "unlawful": Route((*TO_MEETING, *settle(major="是"), do("submit_for_review"), wait("P15D"), do("urge_reply"),
                       review("违法须纠正"), do("correct_result"), do("teach_law"), *ROUND, *FROM_ANNOUNCEMENT)),
    "objections": Route((*TO_MEETING, *AGREE, do("publish_announcement"), objecting("金额写错了。"), wait("P7D"),
                         do("check_objection", objection_verdict="成立"), do("publish_announcement"),
                         objecting("我家没有签字。"), do("check_objection", objection_verdict="不成立"), wait("P7D"),
                         *USE)),
    "all_classes": Route((*TO_MEETING, *AGREE, *ANNOUNCE, *carry_out(GOVERNMENT, VILLAGE, RESIDENTS),
                          do("government_feedback"), do("relay_feedback"), do("village_feedback"), *CLOSE)),
    "department": Route((*TO_MEETING, *AGREE, *ANNOUNCE, *carry_out(GOVERNMENT, handled_by="水务"), DIRECT, *CLOSE)),
    "residents": Route((*TO_MEETING, *AGREE, *ANNOUNCE, *carry_out(RESIDENTS), do("village_feedback"), *CLOSE)),
    "trouble": Route((*TO_MEETING, *AGREE, *ANNOUNCE, *CARRY_OUT[:2], TROUBLE, *ROUND, *FROM_ANNOUNCEMENT)),
    "commissioned": Route((*INTAKE[:2], do("deliberate_topic", commissioned="是", commissioner="柳泉镇人民政府"),
                           *PLAN, *NOTICE, *AGREE, *ANNOUNCE, *CARRY_OUT, do("village_feedback"),
                           do("report_to_commissioner"), do("study_report"), *CLOSE)),
    "supervised": Route((*INTAKE, do("give_supervision_opinion"), *PLAN,
                         do("give_supervision_opinion", check_point="公示"), *NOTICE,
                         do("give_supervision_opinion", check_point="协商"), *AGREE, *ANNOUNCE,
                         do("give_supervision_opinion", check_point="落实"), *CARRY_OUT,
                         do("give_supervision_opinion", check_point="反馈公开"), do("village_feedback"), *CLOSE)),
    "township_led": Route((*intake(TOWNSHIP_LEADS),
                           *led_by("township_party", "township_party", "township_ji", COURSE))),
    "county_led": Route((*intake(COUNTY_LEADS, "涉及有关单位（部门、行业）的重要事项"),
                         *led_by("township_party", "county_lead", "county_civil", COURSE))),
    "government_led": Route((*intake(GOVERNMENT_LEADS, "工程项目、征地拆迁、村级集体事务等易引发较大社会影响"),
                             *led_by("township_gov", "township_party", "township_ji", COURSE))),
}  # fmt: skip
