"""Input and output parameters, asynchronous continuations, data objects, quantities."""

from __future__ import annotations

from tests.diagrams import script
from tests.integration.engine.constructs.construct import Construct
from tests.integration.engine.constructs.drawing import model, subprocess

MAPPED = (
    "<extensionElements><camunda:inputOutput>"
    '<camunda:inputParameter name="x">=v + 1</camunda:inputParameter>'
    '<camunda:inputParameter name="word">字</camunda:inputParameter>'
    '<camunda:inputParameter name="pair"><camunda:list><camunda:value>=x</camunda:value>'
    "<camunda:value>二</camunda:value>"
    '</camunda:list></camunda:inputParameter><camunda:inputParameter name="named"><camunda:map>'
    '<camunda:entry key="k">=x * 2</camunda:entry></camunda:map></camunda:inputParameter>'
    '<camunda:inputParameter name="reckoned"><camunda:script scriptFormat="feel">x * 10</camunda:script>'
    "</camunda:inputParameter>"
    '<camunda:outputParameter name="out">=[x, word, pair, named.k, reckoned]</camunda:outputParameter>'
    "</camunda:inputOutput></extensionElements>"
)

DATA = [
    Construct(
        "input and output parameters",
        (model("z " + f'<task id="t">{MAPPED}</task>', "s -> t -> z -> e"),),
        "start v=1 | z",
        {"out": [2, "字", [2, "二"], 4, 20], "x": None, "word": None},
    ),
    Construct(
        "input parameters of a subprocess are its own",
        (
            model(
                "z "
                + subprocess("sub", "b" + script("x", "v", "=v + 1"), "b -> x").replace(
                    '<subProcess id="sub">',
                    '<subProcess id="sub"><extensionElements><camunda:inputOutput><camunda:inputParameter name="v">=100'
                    '</camunda:inputParameter><camunda:outputParameter name="out">=v</camunda:outputParameter>'
                    "</camunda:inputOutput></extensionElements>",
                ),
                "s -> sub -> z -> e",
            ),
        ),
        "start v=1 | b\ncomplete b v=7 | z",
        {"v": 1, "out": 8},
    ),
    Construct(
        "asynchronous before and after",
        (
            model(
                'z <task id="t" camunda:asyncBefore="true" camunda:asyncAfter="true"><extensionElements>'
                "<camunda:failedJobRetryTimeCycle>R3/PT10M</camunda:failedJobRetryTimeCycle></extensionElements></task>",
                "s -> t -> z -> e",
            ),
        ),
        "start | t\ntimer t | t\ntimer t | z",
        restarts=True,
    ),
    Construct(
        "data objects and stores are documentation",
        (model('a <dataObjectReference id="dr" name="名册" dataObjectRef="do"/><dataObject id="do"/>', "s -> a -> e"),),
        "start | a\ncomplete a v=1 | ended",
    ),
    Construct(
        "odd quantities are taken as one",
        (model('z <task id="t" startQuantity="0" completionQuantity="0"/>', "s -> t -> z -> e"),),
        "start | z",
    ),
]
