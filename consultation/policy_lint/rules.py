"""The policy's steps as data: which every consultation must take, in which order, and by which sentence."""
from __future__ import annotations

from dataclasses import dataclass

#: On a process: the rules hold for it and for what it calls.
PROCESS_PROPERTY = "policyProcess"
CONSULTATION = "协商"
#: On an activity: it takes this step.
STEP_PROPERTY = "policyStep"
#: On a flow out of a choice: this step is not needed there.
SKIP_PROPERTY = "policySkip"
#: On an end event, a boundary event or a flow out of a choice: from here on no result is used.
END_PROPERTY = "policyEnd"
#: Before a rule's key, on a process: why it is deployed although the rule is not kept.
REASON_PREFIX = "lint:"
ENDS = ("不采纳", "合并", "撤回", "取消", "不再协商", "再次协商")


@dataclass(frozen=True, slots=True)
class Rule:
    """A step, by the word that ``policyStep`` holds, with the policy's sentence, verbatim, and its id.

    ``alongside``: it runs beside the others, so that beginning it is enough and it has no place in their order.
    ``every_end``: it is needed even where no result is used. ``decided_by``: the variable that tells whether the step
    is needed; a flow may skip it where a condition beside it reads that variable.
    """

    key: str
    step: str
    sentence: str
    requirement: str
    alongside: bool = False
    every_end: bool = False
    decided_by: str | None = None


#: In the policy's order.
RULES = (
    Rule("told", "告知利益相关方", "并通过书面、电话等方式提前告知利益相关方", "R-286"),
    Rule(
        "notice",
        "公示告知",
        "通过村（社区）公示栏、村（社区）公众号、QQ群、微信群等形式，公示协商议题、时间、形式、参加人、主持人等内容",
        "R-288",
    ),
    Rule(
        "supervision",
        "全程监督",
        "对村（社区）牵头开展的协商活动，由村（居）务监督委员会负责进行全程监督",
        "R-352",
        alongside=True,
    ),
    Rule(
        "review",
        "合法性审核",
        "重大事项在实施协商成果前，要报乡镇（开发区）进行合法性审核",
        "R-306",
        decided_by="major",
    ),
    Rule("implementation", "采纳落实", "对协商达成共识的决策意见，应按照责任主体分类实施或办理", "R-301"),
    Rule("feedback", "反馈告知", "各相关责任主体要及时将协商成果办理情况向利益相关方反馈", "R-311"),
    Rule(
        "disclosure",
        "公开公示",
        "通过村（居）务公开栏、村（社区）公众号、 QQ 群、微信群等渠道，公开公示协商成果的采纳、落实、反馈等情况",
        "R-318",
    ),
    Rule("assessment", "监督考核", "将城乡社区协商纳入乡镇（开发区）纪委（纪工委）和村（居）务监督范围", "R-351"),
    Rule("archive", "建立协商档案", "建立协商档案", "R-412", every_end=True),
)
#: That the rules hold at all: a process that was a consultation stays one, and can come to a normal end.
KEPT = Rule("process", CONSULTATION, "保证协商活动依法依规进行，协商结果合法有效", "R-103")
BY_STEP = {rule.step: rule for rule in RULES}
KEYS = {rule.key for rule in (*RULES, KEPT)}
