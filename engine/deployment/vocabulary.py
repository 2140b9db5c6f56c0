"""The words of BPMN 2.0 and of the camunda: namespace in Chinese, so that a refusal can name what it refuses."""
from __future__ import annotations

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
MODELER = "http://camunda.org/schema/modeler/1.0"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

ACTIVITIES = frozenset({
    "task", "userTask", "manualTask", "scriptTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask",
    "callActivity", "subProcess", "transaction", "adHocSubProcess",
})  # fmt: skip
GATEWAYS = frozenset({
    "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway",
})  # fmt: skip
EVENTS = frozenset({
    "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
    "implicitThrowEvent",
})  # fmt: skip
CHOREOGRAPHY = frozenset({"choreographyTask", "subChoreography", "callChoreography"})
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS | CHOREOGRAPHY
SCOPES = frozenset({"process", "subProcess", "transaction", "adHocSubProcess"})

BPMN_NAMES = {
    "definitions": "流程文件", "process": "流程", "collaboration": "协作", "participant": "泳池",
    "laneSet": "泳道组", "lane": "泳道", "sequenceFlow": "连线", "messageFlow": "消息流",
    "conditionExpression": "条件", "message": "消息", "signal": "信号",
    "task": "任务", "userTask": "人工任务", "manualTask": "手工任务", "scriptTask": "脚本任务",
    "serviceTask": "服务任务", "sendTask": "发送任务", "receiveTask": "接收任务", "businessRuleTask": "业务规则任务",
    "callActivity": "调用活动", "subProcess": "子流程", "transaction": "事务子流程", "adHocSubProcess": "即席子流程",
    "exclusiveGateway": "排他网关", "parallelGateway": "并行网关", "inclusiveGateway": "包容网关",
    "eventBasedGateway": "事件网关", "complexGateway": "复杂网关",
    "startEvent": "开始事件", "endEvent": "结束事件", "intermediateCatchEvent": "中间捕获事件",
    "intermediateThrowEvent": "中间抛出事件", "boundaryEvent": "边界事件", "implicitThrowEvent": "隐式抛出事件",
    "messageEventDefinition": "消息事件定义", "timerEventDefinition": "定时事件定义",
    "signalEventDefinition": "信号事件定义", "conditionalEventDefinition": "条件事件定义",
    "terminateEventDefinition": "终止事件定义", "errorEventDefinition": "错误事件定义",
    "escalationEventDefinition": "升级事件定义", "compensateEventDefinition": "补偿事件定义",
    "cancelEventDefinition": "取消事件定义", "linkEventDefinition": "链接事件定义",
    "eventDefinitionRef": "事件定义引用",
    "standardLoopCharacteristics": "循环标记", "multiInstanceLoopCharacteristics": "多实例标记",
    "dataObject": "数据对象", "dataObjectReference": "数据对象引用", "dataStore": "数据存储",
    "dataStoreReference": "数据存储引用", "dataInputAssociation": "数据输入关联",
    "dataOutputAssociation": "数据输出关联", "dataInput": "数据输入", "dataOutput": "数据输出",
    "ioSpecification": "输入输出规格", "ioBinding": "输入输出绑定", "inputSet": "输入集", "outputSet": "输出集",
    "property": "流程属性", "humanPerformer": "办理人", "potentialOwner": "候选人", "performer": "执行人",
    "resourceRole": "资源角色", "rendering": "界面呈现", "childLaneSet": "泳道里的泳道组", "import": "外部引用",
    "extension": "扩展声明", "correlationSubscription": "关联订阅", "correlationKey": "关联键",
    "correlationProperty": "关联属性", "globalTask": "全局任务", "globalUserTask": "全局人工任务",
    "globalManualTask": "全局手工任务", "globalScriptTask": "全局脚本任务",
    "globalBusinessRuleTask": "全局业务规则任务", "choreography": "编排", "choreographyTask": "编排任务",
    "subChoreography": "子编排", "callChoreography": "调用编排",
    "script": "脚本", "condition": "条件", "timeDate": "定时日期", "timeDuration": "定时时长", "timeCycle": "定时周期",
    "operationRef": "操作引用", "loopCondition": "循环条件", "completionCondition": "完成条件",
    "loopCardinality": "实例个数",
    "loopDataInputRef": "循环数据输入", "loopDataOutputRef": "循环数据输出", "inputDataItem": "循环输入项",
    "outputDataItem": "循环输出项", "complexBehaviorDefinition": "复杂多实例行为", "transformation": "数据转换",
    "assignment": "数据赋值", "sourceRef": "来源引用", "targetRef": "目标引用", "error": "错误", "escalation": "升级",
}  # fmt: skip

#: What to do instead of a refused BPMN element; others get the general sentence.
ADVICE = {
    "globalBusinessRuleTask": "请改用业务规则任务",
    "transaction": "请改用普通子流程", "adHocSubProcess": "请改用普通子流程",
    "complexGateway": "请改用排他、并行或包容网关",
    "eventDefinitionRef": "请直接在事件上选类型",
    "compensateEventDefinition": "请把补救的步骤画成普通任务", "cancelEventDefinition": "请用网关分出取消的情况",
    "humanPerformer": "请填写办理人（Assignee）", "performer": "请填写办理人（Assignee）",
    "resourceRole": "请填写候选组（Candidate groups）", "rendering": "请删去，填写 formRef",
    "potentialOwner": "请填写候选组（Candidate groups）",
    "import": "请把内容写在同一个文件里",
    "dataInput": "请删去，用流程变量或输入输出映射", "dataOutput": "请删去，用流程变量或输入输出映射",
    "transformation": "请删去，用脚本任务算好再用",
    "assignment": "请删去，用脚本任务或输入输出映射赋值",
    "loopDataInputRef": "请把列表变量写在集合（Collection）里",
    "loopDataOutputRef": "请用扩展属性 outputCollection 和 outputElement 收集结果",
    "inputDataItem": "请把变量名写在元素变量（Element variable）里",
    "outputDataItem": "请用扩展属性 outputCollection 和 outputElement 收集结果",
    "complexBehaviorDefinition": "请用完成条件（Completion condition）",
}  # fmt: skip

CAMUNDA_ADVICE = {
    "executionListener": "执行监听器不能执行，请删去，要做的事请画成脚本任务或外部任务",
    "taskListener": "任务监听器不能执行，请删去，要做的事请画成脚本任务或外部任务",
    "resource": "不能用外部文件里的脚本，请把内容直接写在这里",
    "resultVariable": "结果变量只能写在脚本任务和业务规则任务上，请删去，要改名请用输出映射",
    "calledElementVersionTag": "不能按版本标签调用，请把绑定（Binding）改成最新、同次部署或版本",
    "caseRef": "不能调用 CMMN 案例，请改成流程的 ID（Called element）",
    "formProperty": "生成的表单不能使用，请新建 .form 表单文件并填写 formRef",
    "inputOutput": "输入输出映射只能写在活动和抛出消息、信号或升级的事件上，请删去",
    "errorEventDefinition": "只能写在交给外部程序的任务上，请删去",
    "variableName": "请去掉变量名，条件里的变量有变化就会重新判断",
    "variableEvents": "请去掉变量事件，条件里的变量有变化就会重新判断",
    "formData": "生成的表单不能使用，请新建 .form 表单文件并填写 formRef",
    "connector": "连接器不能执行，请改用外部任务（External）",
    "failedJobRetryTimeCycle": "作业重试设置只能写在节点上，请删去",
    "field": "字段注入不能执行，请删去", "asyncBefore": "异步标记只能写在节点和多实例标记上，请去掉",
    "asyncAfter": "异步标记只能写在节点和多实例标记上，请去掉",
    "async": "异步标记只能写在节点上，请去掉", "class": "不能调用 Java 类，请改用外部任务（External）或脚本任务",
    "delegateExpression": "不能调用程序，请改用外部任务（External）或脚本任务",
    "expression": "不能调用程序，请改用外部任务（External）或脚本任务",
    "type": "这里不能交给外部程序，请删去，或改用服务任务；业务规则任务请选 DMN 并填写决策 ID（decisionRef）",
    "topic": "这里不能交给外部程序，请删去，或改用服务任务", "taskPriority": "这里不能交给外部程序，请删去",
    "decisionRefTenantId": "没有租户之分，请删去", "calledElementTenantId": "没有租户之分，请删去",
    "formHandlerClass": "不能调用 Java 类，请删去",
    "variableMappingClass": "不能调用 Java 类，请用 camunda:in、camunda:out",
    "variableMappingDelegateExpression": "不能调用程序，请用 camunda:in、camunda:out",
    "collection": "请写在多实例标记上", "elementVariable": "请写在多实例标记上",
}  # fmt: skip


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname


def namespace(element: etree._Element) -> str:
    """The namespace of an element, empty when it has none."""
    return etree.QName(element).namespace or ""


def is_bpmn(element: etree._Element, *names: str) -> bool:
    """Whether it is a BPMN element, and of one of these names if any are given."""
    return namespace(element) == BPMN and (not names or local_name(element) in names)


def scope_kind(scope: etree._Element) -> str:
    """What a scope is: process, subProcess (also one of a kind that is refused) or eventSubProcess."""
    if is_bpmn(scope, "process"):
        return "process"
    return "eventSubProcess" if scope.get("triggeredByEvent") == "true" else "subProcess"


def chinese(name: str) -> str:
    """A BPMN element's name as people say it, with the XML name where there is no Chinese one."""
    return BPMN_NAMES.get(name, f"元素 {name} ")


#: Parts of a drawn element that have an id of their own and that nobody sees on the drawing.
_UNSEEN = frozenset({
    "conditionExpression", "condition", "timeDate", "timeDuration", "timeCycle", "loopCondition", "loopCardinality",
    "completionCondition", "standardLoopCharacteristics", "multiInstanceLoopCharacteristics", "inputDataItem",
    "outputDataItem", "script", "ioSpecification", "dataInput", "dataOutput", "inputSet", "outputSet", "property",
    "performer", "humanPerformer", "potentialOwner", "resourceRole", "rendering",
})  # fmt: skip


def is_seen(element: etree._Element) -> bool:
    """Whether people can find it by its id: it stands on the drawing, or beside the processes."""
    name, outer = local_name(element), element.getparent()
    if not is_bpmn(element):
        return namespace(element) != CAMUNDA
    return name not in _UNSEEN and not (name.endswith("EventDefinition") and outer is not None and is_event(outer))


def is_event(element: etree._Element) -> bool:
    """Whether it is an event of a process."""
    return is_bpmn(element, *EVENTS)


def describe(element: etree._Element) -> str:
    """How a finding names an element: 人工任务「审批」(Approve)."""
    label = " ".join((element.get("name") or "").split())[:60]
    id_ = (element.get("id") or "").strip()[:80]
    return chinese(local_name(element)) + (f"「{label}」" if label else " " * bool(id_)) + (f"({id_})" if id_ else "")
