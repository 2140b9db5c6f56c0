"""Small files as other tools write them: their prefixes, attributes that say the default, extensions and habits."""

from __future__ import annotations

from tests.unit.engine.deployment.drawing import NAMESPACES, PLATFORM

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DI = (
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
)


def executable(text: str) -> str:
    """The file after its owner ticked that the process is executable."""
    return text.replace('isExecutable="false"', 'isExecutable="true"', 1)


def _three(prefix: str, quantities: str, inner: str, process: str, *, flow: str = "", start: str = "") -> str:
    """Start, a task, end, with what a tool writes on every one of them."""
    p = f"{prefix}:" if prefix else ""
    flows = "".join(
        f'<{p}sequenceFlow id="{id_}" name="" sourceRef="{source}" targetRef="{target}" {flow}>'
        f"{inner}</{p}sequenceFlow>"
        for id_, source, target in (("f", "s", "t"), ("f2", "t", "e"))
    )
    ends = f"<{p}incoming>f</{p}incoming><{p}outgoing>f2</{p}outgoing>"
    return (
        f'<{p}process isExecutable="false" {process}>{inner}'
        f'<{p}startEvent id="s" {start}>{inner}<{p}outgoing>f</{p}outgoing></{p}startEvent>'
        f'<{p}task id="t" name="公示" {quantities}>{inner}{ends}</{p}task>'
        f'<{p}endEvent id="e" name="">{inner}<{p}incoming>f2</{p}incoming></{p}endEvent>{flows}</{p}process>'
    )


def _shapes(process: str, x: str) -> str:
    """A drawing whose numbers are written as a program writes them."""
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{id_}_gui" bpmnElement="{id_}"><dc:Bounds height="30.0" width="30.0" x="{x}" y="1.0"/>'
        '<bpmndi:BPMNLabel labelStyle="ls"/></bpmndi:BPMNShape>'
        for id_ in "ste"
    )
    edges = "".join(
        f'<bpmndi:BPMNEdge id="{id_}_gui" bpmnElement="{id_}"><di:waypoint x="{x}" y="4.440892098500626E-15"/>'
        "</bpmndi:BPMNEdge>"
        for id_ in ("f", "f2")
    )
    plane = f'<bpmndi:BPMNPlane bpmnElement="{process}">{shapes}{edges}</bpmndi:BPMNPlane>'
    style = '<bpmndi:BPMNLabelStyle id="ls"><dc:Font isBold="false" name="Arial" size="8.0"/></bpmndi:BPMNLabelStyle>'
    attributes = 'documentation="" id="dia" name="协商" resolution="96.0"'
    return f"<bpmndi:BPMNDiagram {attributes}>{plane}{style}</bpmndi:BPMNDiagram>"


_DEFAULTS = 'completionQuantity="1" isForCompensation="false" startQuantity="1"'
_LABEL = (
    '<extensionElements><signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffff"/>'
    '<signavio:signavioLabel bold="" fill="" ref="text_name"/></extensionElements>'
)
SIGNAVIO = (
    f'<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="{BPMN}" xmlns:signavio="http://www.signavio.com" {_DI} '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" exporter="Signavio Process Editor, http://www.signavio.com" '
    'exporterVersion="17" expressionLanguage="http://www.w3.org/TR/XPath" id="sid-d" targetNamespace="http://s" '
    'typeLanguage="http://www.w3.org/2001/XMLSchema" xsi:schemaLocation="a BPMN20.xsd"><collaboration id="sid-c">'
    f'<participant id="sid-pool" name="村委会" processRef="sid-p">{_LABEL}</participant></collaboration>'
    + _three(
        "", _DEFAULTS, _LABEL, 'id="sid-p" name="协商" isClosed="false" processType="None"', flow='isImmediate="true"'
    )
    + _shapes("sid-c", "-32.32233245542727")
    + "</definitions>"
)  # fmt: skip
ADONIS = (
    f'<?xml version="1.0" encoding="utf-8"?><definitions xmlns="{BPMN}" xmlns:adonis="http://www.boc-group.com" {_DI} '
    'xmlns:activiti="http://activiti.org/bpmn" exporter="ADONIS" exporterVersion="6" targetNamespace="http://a">'
    + _three(
        "", 'isForCompensation="false"', "<extensionElements><adonis:instance/></extensionElements>",
        'id="process_1" name="协商"',
    ).replace("</task>", '<ioSpecification id="io"><inputSet/><outputSet/></ioSpecification></task>')
    .replace('<startEvent id="s"', '<laneSet id="lanes"/><startEvent id="s"')
    + "</definitions>"
)  # fmt: skip
ARIS = (
    f'<semantic:definitions xmlns:semantic="{BPMN}" {_DI} id="ARISBPMN_0" targetNamespace="http://www.softwareag.com/x">'
    '<semantic:collaboration id="c"><semantic:participant id="pool" name="协商" processRef="p"/>'
    '<semantic:participant id="box" name="村民" processRef=""/></semantic:collaboration>'
    + _three("semantic", "", "", 'id="p" name="协商"')
    + "</semantic:definitions>"
)
TRISOTECH = (
    f'<semantic:definitions id="CC19" name="协商" targetNamespace="http://t" xmlns:semantic="{BPMN}" {_DI} '
    'xmlns:bpsim="http://www.bpsim.org/schemas/1.0">'
    + _three("semantic", _DEFAULTS, "", 'id="WFP-Page"')
    + _shapes("WFP-Page", "154.0")
    + "</semantic:definitions>"
)
YAOQIANG = (
    f'<semantic:definitions xmlns:semantic="{BPMN}" xmlns:yaoqiang="http://bpmn.sourceforge.net" id="_1" name="协商" '
    'exporter="Yaoqiang BPMN Editor" targetNamespace="http://y">'
    + _three(
        "semantic", _DEFAULTS.replace('startQuantity="1"', 'startQuantity="0"'), "",
        'id="WFP-6-" isClosed="false" processType="None"', start='isInterrupting="true" parallelMultiple="false"',
    ).replace('<semantic:startEvent id="s"', '<semantic:laneSet><semantic:lane id="l" partitionElementRef="_1">'
              '<semantic:flowNodeRef>t</semantic:flowNodeRef></semantic:lane></semantic:laneSet>'
              '<semantic:startEvent id="s"')
    + "</semantic:definitions>"
)  # fmt: skip
_STYLE = (
    '<b:extensionElements><w4graph:graphStyle><Grid spacing="15"/></w4graph:graphStyle><Ruler/></b:extensionElements>'
)
W4 = (
    f'<b:definitions xmlns:b="{BPMN}" xmlns:w4="http://www.w4.eu/spec/BPMN/20110701/MODEL" {_DI} '
    'xmlns:w4graph="http://www.w4.eu/spec/BPMN/20110930/GRAPH" id="A_1" w4:version="1.0" targetNamespace="w">'
    + _three("b", _DEFAULTS, _STYLE, 'id="p" isClosed="true" processType="None"')
    + "</b:definitions>"
)
XMI = (
    f'<bpmn:definitions xmi:version="2.0" xmlns:xmi="http://www.omg.org/XMI" xmlns:bpmn="{BPMN}" id="d">'
    + _three("bpmn", "", "", 'id="p" name="协商" isClosed="false"').replace("bpmn:task", "bpmn:serviceTask")
    + "</bpmn:definitions>"
)
WEB_SERVICE = (
    f'<definitions xmlns="{BPMN}" xmlns:tns="http://t" id="d" targetNamespace="http://t">'
    '<import importType="http://schemas.xmlsoap.org/wsdl/" location="http://localhost/a?wsdl" namespace="http://t"/>'
    '<itemDefinition id="item" structureRef="tns:a"/><message id="m" itemRef="tns:item"/>'
    '<interface name="i"><operation id="op" name="o"><inMessageRef>tns:m</inMessageRef></operation></interface>'
    + _three("", 'implementation="##WebService" operationRef="tns:op"', "", 'id="p"')
    .replace("</task>", '<ioSpecification><dataInput itemSubjectRef="tns:item" id="di"/></ioSpecification></task>')
    .replace("task", "serviceTask")
    + "</definitions>"
)  # fmt: skip
GEOMETRY_OUTSIDE = (
    f'<bpmn:definitions xmlns:bpmn="{BPMN}">'
    + _three("bpmn", "", "", 'id="p" name="协商"')
    .replace("<bpmn:outgoing>f<", '<geometry x="1" y="2"/><bpmn:outgoing>f<')
    .replace('targetRef="t" >', 'targetRef="t" ><waypoint x="1" y="2"/>')
    + "</bpmn:definitions>"
)  # fmt: skip
OLD_CAMUNDA = (
    f'<bpmn2:definitions xmlns:bpmn2="{BPMN}" xmlns:camunda="http://activiti.org/bpmn" id="_8" '
    'exporter="camunda modeler" exporterVersion="2.6.0" targetNamespace="http://activiti.org/bpmn">'
    + executable(_three("bpmn2", 'camunda:candidateGroups="a, b"', "", 'id="p" name="协商"'))
    .replace("bpmn2:task", "bpmn2:userTask")
    .replace(
        '<bpmn2:startEvent id="s" >',
        '<bpmn2:startEvent id="s"><bpmn2:extensionElements><camunda:formData/></bpmn2:extensionElements>',
    )
    + "</bpmn2:definitions>"
)
FLOWABLE = (
    f'<definitions xmlns="{BPMN}" xmlns:flowable="http://flowable.org/bpmn" targetNamespace="http://flowable.org/test">'
    '<process id="oa" name="请假流程" isExecutable="true"><startEvent id="s" name="开始"/>'
    '<userTask id="t" name="部门审批" flowable:assignee="${applicant}"><extensionElements>'
    '<flowable:taskListener event="create" class="com.example.A"/></extensionElements></userTask>'
    '<endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="t"/>'
    '<sequenceFlow id="f2" sourceRef="t" targetRef="e"/></process></definitions>'
)
JBPM = (
    f'<bpmn2:definitions xmlns:bpmn2="{BPMN}" xmlns:drools="http://www.jboss.org/drools" id="d" targetNamespace="j">'
    + executable(_three("bpmn2", "", "", 'id="p" name="协商" drools:packageName="com.example"')).replace(
        '<bpmn2:task id="t" name="公示" >',
        '<bpmn2:task id="t" name="公示"><bpmn2:extensionElements><drools:metaData name="elementname"/>'
        "</bpmn2:extensionElements>",
    )
    + "</bpmn2:definitions>"
)
CONVERSATION = (
    f'<definitions xmlns="{BPMN}" id="d" targetNamespace="t"><collaboration id="c"><participant id="a" name="村民"/>'
    '<participant id="b" name="村委会"/><conversation id="v" name="协商"><participantRef>a</participantRef>'
    '<participantRef>b</participantRef></conversation><conversationLink id="l" sourceRef="a" targetRef="v"/>'
    "</collaboration></definitions>"
)
_EXECUTED = """
<bpmn:laneSet id="泳道组">
  <bpmn:lane id="乡镇道" name="乡镇">
    <bpmn:flowNodeRef>收到</bpmn:flowNodeRef><bpmn:flowNodeRef>审核</bpmn:flowNodeRef>
    <bpmn:flowNodeRef>公示</bpmn:flowNodeRef>
    <bpmn:childLaneSet id="内">
      <bpmn:lane id="民政道" name="民政办"><bpmn:flowNodeRef>审核</bpmn:flowNodeRef></bpmn:lane>
    </bpmn:childLaneSet>
  </bpmn:lane>
</bpmn:laneSet>
<bpmn:startEvent id="收到" name="收到&#10;方案"><bpmn:outgoing>连一</bpmn:outgoing></bpmn:startEvent>
<bpmn:userTask id="审核" name="合法性审核" camunda:candidateGroups="county_dept">
  <bpmn:incoming>连一</bpmn:incoming><bpmn:outgoing>连二</bpmn:outgoing>
  <bpmn:property id="占位" name="__targetRef_placeholder"/>
  <bpmn:dataInputAssociation id="读">
    <bpmn:sourceRef>名册引用</bpmn:sourceRef><bpmn:targetRef>占位</bpmn:targetRef>
  </bpmn:dataInputAssociation>
  <bpmn:dataOutputAssociation id="写"><bpmn:targetRef>台账引用</bpmn:targetRef></bpmn:dataOutputAssociation>
</bpmn:userTask>
<bpmn:exclusiveGateway id="通过吗" name="通过吗？" default="连四">
  <bpmn:incoming>连二</bpmn:incoming><bpmn:outgoing>连三</bpmn:outgoing><bpmn:outgoing>连四</bpmn:outgoing>
</bpmn:exclusiveGateway>
<bpmn:task id="公示" name="公示"/><bpmn:endEvent id="办结"/><bpmn:endEvent id="退回" name="退回"/>
<bpmn:sequenceFlow id="连一" sourceRef="收到" targetRef="审核"/>
<bpmn:sequenceFlow id="连二" sourceRef="审核" targetRef="通过吗"/>
<bpmn:sequenceFlow id="连三" name="是" sourceRef="通过吗" targetRef="公示">
  <bpmn:conditionExpression id="FormalExpression_1" xsi:type="bpmn:tFormalExpression"
    >=结论 = "通过"</bpmn:conditionExpression>
</bpmn:sequenceFlow>
<bpmn:sequenceFlow id="连四" name="否" sourceRef="通过吗" targetRef="退回"/>
<bpmn:sequenceFlow id="连五" sourceRef="公示" targetRef="办结"/>
<bpmn:dataObject id="名册"/><bpmn:dataObjectReference id="名册引用" name="名册" dataObjectRef="名册"/>
<bpmn:dataStoreReference id="台账引用" name="台账"/><bpmn:group id="组" categoryValueRef="值"/>
<bpmn:textAnnotation id="注"><bpmn:text>十日内</bpmn:text></bpmn:textAnnotation>
<bpmn:association id="注线" sourceRef="审核" targetRef="注"/>
"""
CHINESE_TOWNSHIP = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions id="文件" targetNamespace="t" {NAMESPACES}{PLATFORM}>
<bpmn:category id="类"><bpmn:categoryValue id="值" value="审核阶段"/></bpmn:category>
<bpmn:collaboration id="协作">
  <bpmn:participant id="乡镇池" name="乡镇政府" processRef="审核流程"/>
  <bpmn:participant id="村池" name="村民委员会"/>
  <bpmn:participant id="村民池" name="村民"><bpmn:participantMultiplicity minimum="2" maximum="5"/></bpmn:participant>
  <bpmn:messageFlow id="送来" name="方案" sourceRef="村池" targetRef="收到"/>
  <bpmn:messageFlow id="告知" sourceRef="公示" targetRef="村民池"/>
  <bpmn:group id="外组" categoryValueRef="值"/>
  <bpmn:textAnnotation id="外注"><bpmn:text>村里发起</bpmn:text></bpmn:textAnnotation>
</bpmn:collaboration>
<bpmn:process id="审核流程" name="审核流程" isExecutable="true">{_EXECUTED}</bpmn:process>
</bpmn:definitions>"""
