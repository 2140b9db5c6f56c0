"""What no single element says: how tokens fork, join, end, are caught and find each other, each with its test."""

from __future__ import annotations

from tests.acceptance.constructs.table import CONSTRUCTS
from tests.house.support.told import EXECUTED, name_tests, table

BEHAVIOURS = {
    "没有开始事件：从没有进来连线的节点一起开始；没有出去连线的节点是终点": "implicit start and end",
    "一个活动出来几条没有条件的连线：每条都走": "several unconditional flows out of a task",
    "活动出来的连线有条件：成立的都走": "conditional flows out of a task: several hold",
    "活动出来的连线都不成立：走默认连线": "conditional flows out of a task: the default when none holds",
    "活动出来的连线都不成立，也没有默认连线：停下，成为异常": (
        "conditional flows out of a task: none holds and there is no default"
    ),
    "开始事件出来的连线有条件": "conditional flows out of a start event",
    "捕获事件出来的连线有条件": "conditional flows out of a catch event",
    "几条连线进一个活动：来一次办一次": "two flows into a task",
    "链接事件跳到同名的地方": "link events",
    "链接事件绕回去": "a loop through links",
    "排他网关：按文件里的次序，走第一条成立的": "exclusive gateway: the first condition that holds",
    "排他网关：都不成立、没有默认，停下，成为异常": "exclusive gateway: no condition holds",
    "并行网关在回路里": "parallel gateway in a loop",
    "包容网关：三条走两条，等齐再合": "inclusive gateway: two of three",
    "包容网关：在回路里合": "inclusive gateway: joins in a loop",
    "包容网关：分支交叉": "inclusive gateway: crossing branches",
    "包容网关：来不了的不等": "inclusive gateway: a token that cannot arrive is not waited for",
    "包容网关：边界事件还可能来，就等": "inclusive gateway: a boundary event may still bring a token",
    "事件网关：先到的一个": "event-based gateway: a message comes first",
    "多实例：零个实例，直接过去": "multi-instance: no instance",
    "多实例：完成条件成立，其余取消": "multi-instance: enough have completed",
    "多实例：结果按实例的次序收成列表": "multi-instance: a list, its elements and the results in order",
    "错误没有人接住：成为异常": "an error that nobody catches",
    "错误往外找，最近的接住": "boundary: error two scopes out",
    "被调用的流程抛出的错误": "boundary: error from a called process",
    "事件子流程自己抛出的错误往外走": "event subprocess: an error that it throws itself goes outward",
    "升级没有人接住：接着往下走": "an escalation that nobody catches",
    "外部任务报告错误": "an error from an external worker",
    "外部任务的结果符合错误的条件": "external work whose result is an error",
    "脚本的错误": "boundary: error of a script",
    "决策的错误": "business rule task that raises an error",
    "消息按案件编号（businessKey）送到": "message to the case that a business key names",
    "消息按关联键（correlationKey）送到": "message to the case whose correlation key is equal",
    "消息有两件在等：不送，成为异常": "message for which two cases wait",
    "消息没有人等：成为异常，可以重试": "a message that nobody waits for",
    "消息在别的村发起一件": "message start event: a case begins one elsewhere",
    "只有流程能发的消息，人发不了": "message that people may not send",
    "消息内容不合表单：不收": "message with a payload that the form refuses",
    "信号送到每一件在等的": "signal to every case that waits",
    "被调用的流程有自己的变量": "call activity: the called process has variables of its own",
    "输入参数是活动自己的变量": "input parameters of a subprocess are its own",
    "只有指定岗位的程序能领外部任务": "external work that only its workers may fetch",
    "只有指定岗位能发起": "candidate starter groups",
}


def section() -> list[str]:
    """The part of the document."""
    known = {construct.name for construct in CONSTRUCTS}
    assert set(BEHAVIOURS.values()) <= known, set(BEHAVIOURS.values()) - known
    rows = [(words, EXECUTED, name_tests([name])) for words, name in BEHAVIOURS.items()]
    return ["## 走法", "", *table(("怎么走", "结果", "测试"), rows)]
