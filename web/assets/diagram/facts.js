// What a diagram says about one element, as Chinese labels and values.

const TYPES = {
  'bpmn:UserTask': '人工办理', 'bpmn:ServiceTask': '系统办理', 'bpmn:ScriptTask': '系统计算', 'bpmn:BusinessRuleTask': '规则判定',
  'bpmn:SendTask': '发出消息', 'bpmn:ReceiveTask': '等待消息', 'bpmn:ManualTask': '线下办理', 'bpmn:CallActivity': '调用另一张流程图',
  'bpmn:SubProcess': '子流程', 'bpmn:StartEvent': '开始', 'bpmn:EndEvent': '结束', 'bpmn:BoundaryEvent': '附在环节上的事件',
  'bpmn:IntermediateCatchEvent': '等待事件', 'bpmn:IntermediateThrowEvent': '发出事件', 'bpmn:ExclusiveGateway': '选一条路走',
  'bpmn:InclusiveGateway': '选一条或几条路走', 'bpmn:ParallelGateway': '几条路同时走', 'bpmn:EventBasedGateway': '看哪件事先发生',
  'bpmn:SequenceFlow': '走向', 'bpmn:MessageFlow': '消息', 'bpmn:Participant': '流程',
  'bpmn:Lane': '办理方', 'bpmn:TextAnnotation': '注释',
};
const EVENTS = {
  'bpmn:TimerEventDefinition': '到时间', 'bpmn:MessageEventDefinition': '消息', 'bpmn:SignalEventDefinition': '信号',
  'bpmn:ConditionalEventDefinition': '条件满足时', 'bpmn:ErrorEventDefinition': '出错', 'bpmn:EscalationEventDefinition': '上报',
  'bpmn:TerminateEventDefinition': '全部结束', 'bpmn:CompensateEventDefinition': '撤销已办', 'bpmn:LinkEventDefinition': '连接',
};
const ATTRIBUTES = [
  ['assignee', '指定办理人'], ['candidateUsers', '可办理的人'], ['candidateGroups', '可办理的岗位'], ['formRef', '表单'],
  ['formKey', '表单'], ['decisionRef', '判定表'], ['calledElement', '调用的流程'], ['dueDate', '办理期限'], ['followUpDate', '提醒日期'],
  ['priority', '优先级'],
];
const PROPERTIES = { stage: '阶段', default: '说明' };

const textOf = expression => expression?.body;

function eventFacts(element) {
  return (element.eventDefinitions ?? []).flatMap(definition => {
    const timer = textOf(definition.timeDuration ?? definition.timeDate ?? definition.timeCycle);
    const detail = timer ?? textOf(definition.condition)
      ?? (definition.messageRef ?? definition.signalRef ?? definition.errorRef ?? definition.escalationRef)?.name;
    return [['事件', EVENTS[definition.$type] ?? definition.$type], ...(detail ? [['内容', detail]] : [])];
  });
}

function laneOf(element) {
  const lanes = (element.$parent?.laneSets ?? []).flatMap(set => set.lanes ?? []);
  return lanes.find(lane => lane.flowNodeRef?.includes(element))?.name;
}

function propertiesOf(element) {
  const lists = (element.extensionElements?.values ?? []).filter(value => value.$type === 'camunda:Properties');
  return lists.flatMap(list => list.values ?? []).map(p => [PROPERTIES[p.name] ?? p.name, p.value]);
}

/**
 * @param element a bpmn-moddle element read with the camunda extension
 * @returns {{type: string, name: string, paragraphs: string[], facts: [string, string][]}}
 */
export function factsOf(element) {
  const { propertiesByName } = element.$descriptor;
  const attribute = key => element.get(propertiesByName[`camunda:${key}`] ? `camunda:${key}` : key);
  const attributes = ATTRIBUTES.map(([key, label]) => [label, attribute(key)]);
  const facts = [
    ['办理方', laneOf(element)], ...eventFacts(element), ['条件', textOf(element.conditionExpression)],
    ...attributes, ...propertiesOf(element), ['编号', element.id],
  ];
  const own = element.documentation ?? [], shown = own.length ? own : element.processRef?.documentation ?? [];
  return {
    type: TYPES[element.$type] ?? element.$type.replace('bpmn:', ''),
    name: element.name || '（没有名称）',
    paragraphs: shown.flatMap(d => (d.text ?? '').split('\n')).map(line => line.trim()).filter(Boolean),
    facts: facts.filter(([, value]) => ![undefined, null, ''].includes(value))
      .map(([label, value]) => [label, String(value)]),
  };
}
