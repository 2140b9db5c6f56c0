"""Definitions, deployments, messages, signals, incidents, and who is asking."""
from __future__ import annotations

import marshmallow as ma
from flask_smorest.fields import Upload as UploadField  # type: ignore[import-untyped]  # no types

from api.fields import Request, choice, free_object, simple_value, text
from api.schemas.shapes import PageQuery, anything, flag, moment, number, page_of, word

MESSAGE_EXAMPLE = {
    "name": "apply_to_take_part",
    "case": "2026-0203-009",
    "data": {"name": "赵有田", "party": "户代表", "contact": "13800000001", "reason": "路从我家门前过"},
}


class DefinitionQuery(PageQuery):
    """What the list of definitions is narrowed to."""

    kind = choice(("process", "decision", "form"), "process 流程，decision 决策，form 表单", default="process")


class Definition(ma.Schema):
    """A deployed process, decision or form, in one version."""

    id = word("流程的编号（代码:版次:内容校验）", "consultation:1:0a1b2c3d")
    kind = word("process 流程，decision 决策，form 表单", "process")
    key = word("代码", "consultation")
    version = number("第几版", 1)
    name = word("名称", "城乡社区协商", nullable=True)
    resource = word("文件名", "consultation.bpmn")
    deployment = number("第几次部署", 1)
    offered = flag("流程要不要列在可以发起的里面（isStartableInTasklist）", True)


DefinitionPage = page_of(Definition, "DefinitionPage")


class DefinitionDetail(Definition):
    """A definition with what its file says."""

    info = anything(
        "文件里写明的：流程的说明、谁可发起、各步的岗位和表单；决策的输入、输出和各条规则",
        {"documentation": "…", "free_variables": ["amount"], "table": {"hit_policy": "UNIQUE", "rule_count": 3}},
        kind="object",
    )


class StartForm(ma.Schema):
    """The form that a start needs."""

    process = word("流程的代码", "consultation")
    starters = ma.fields.List(
        ma.fields.String(), metadata={"description": "哪些岗位可以发起", "example": ["village_committee"]}
    )
    form = anything("表单（Camunda Forms 的 JSON）；没有表单是 null", {"type": "default"}, kind="object")


class Message(Request):
    """Something that people outside a case's tasks send to it, or that starts one."""

    name = text(100, "消息的名称：apply_to_take_part 申请参加协商，submit_topic 提交议题", example="apply_to_take_part",
                required=True)
    case = text(32, "发给哪件协商（编号）；发起新协商的消息不写", example="2026-0203-009")
    organisation = text(32, "在哪个组织发起（组织代码）；发给已有协商的消息不写", example="64990203")
    correlation_key = simple_value(
        200, "等着消息的地方写了关联键（correlationKey）时，这里写同一个值；没有写的，不写", example="东沟路段",
    )
    data = free_object("消息的内容，由流程图指定的表单核对", example={"name": "马某某"}, required=False)


class Delivered(ma.Schema):
    """Where a message went."""

    number = word("协商编号", "2026-0203-009")
    instance_id = word("协商的内部编号", "6f0c…")
    started = flag("这条消息发起了一件新的协商", example=False)
    repeated = flag("同一请求您已经发过，这次没有再办", example=False)


class Signal(Request):
    """Something that all waiting cases are told at once; it may start cases too."""

    name = text(100, "信号的名称", example="year_end", required=True)


class Signalled(ma.Schema):
    """Which cases a signal reached."""

    instances = ma.fields.List(
        ma.fields.String(), metadata={"description": "收到信号的协商，连同由它发起的", "example": ["6f0c…"]}
    )


class DeployQuery(Request):
    """What a deployment is called."""

    name = ma.fields.String(
        load_default="部署",
        validate=ma.validate.Length(1, 100, error="请写 1 到 100 个字。"),
        metadata={"description": "这次部署的名称", "example": "十一月修订"},
    )


class Upload(Request):
    """The files of a bundle."""

    files = ma.fields.List(
        UploadField(metadata={"description": "流程图、决策表或表单"}),
        required=True,
        validate=ma.validate.Length(1, 200, error="请附上 1 到 200 个文件。"),
        metadata={"description": "流程图（.bpmn）、决策表（.dmn）和表单（.form）"},
        error_messages={"required": "请附上文件，例如 -F files=@consultation.bpmn。"},
    )


class Deployed(ma.Schema):
    """What a deployment answers."""

    number = number("第几次部署", 2)
    definitions = anything(
        "这次部署后现行的各版",
        [{"id": "consultation:2:9f8e7d6c", "key": "consultation", "version": 2, "changed": True}],
        kind="array",
    )
    findings = anything("提醒：不妨碍部署，但值得看一看", [], kind="array")


class Deployment(ma.Schema):
    """A deployment in the list."""

    number = number("第几次部署", 2)
    name = word("名称", "十一月修订")
    source = word("从哪里部署的", "api")
    deployed_at = moment("何时部署")
    deployed_by = word("谁部署的（人员编号）", "3", nullable=True)


DeploymentPage = page_of(Deployment, "DeploymentPage")


class DeploymentDetail(Deployment):
    """A deployment with what was said of it."""

    findings = anything("部署时的提醒，包括少了实施方案的一步而在图里写明的理由", [], kind="array")


class IncidentQuery(PageQuery):
    """What the list of incidents is narrowed to."""

    case = text(32, "协商编号", example="2026-0203-009")
    status = choice(("open", "resolved"), "open 待处理，resolved 已处理", default="open")


class Incident(ma.Schema):
    """Where a case stands still because something in its diagram cannot be executed."""

    id = word("编号", "e1f2…")
    instance_id = word("哪件协商（内部编号）；没有发起成的协商没有编号", "6f0c…", nullable=True)
    kind = word(
        "completion 办理，message 消息，timer 定时，delivery 流程之间的消息、信号和自动发起，external_… 外部任务",
        "delivery",
    )
    element_id = word("流程图上的元素", "gw_outcome", nullable=True)
    message = word("出了什么问题", "条件里的变量 outcome 没有值")
    details = anything("细节", {"variable": "outcome"}, kind="object")
    status = word("open 待处理，resolved 已处理", "open")
    created_at = moment("何时发生")


IncidentPage = page_of(Incident, "IncidentPage")


class Retried(ma.Schema):
    """What trying again answers."""

    id = word("编号", "e1f2…")
    status = word("resolved 已处理", "resolved")


class Post(ma.Schema):
    """A post that the person holds now."""

    role = word("岗位代码", "village_committee")
    role_name = word("岗位名称", "村（居）民委员会")
    organisation = word("组织代码", "64990203")
    organisation_name = word("组织名称", "东沟村")


class Me(ma.Schema):
    """Who is asking."""

    person_id = word("人员编号", "12")
    name = word("姓名", "杨文书")
    login = word("账号", "yang")
    posts = ma.fields.List(ma.fields.Nested(Post), metadata={"description": "现任的岗位"})
    keys = ma.fields.List(
        ma.fields.String(),
        metadata={"description": "办事时用的身份：岗位@组织", "example": ["village_committee@64990203", "person:12"]},
    )
