"""How much faster is a completion than loading and saving the whole workflow, as SpiffWorkflow's own serializer does?

    .venv/bin/python -m bench.naive [--database=sqlite|postgresql] [--rounds=45]

The same model, the same answers, the same HTTP route and authentication, one commit each; taken in turn. The naive one
keeps its tree of tasks as JSON in one row. Prints milliseconds of both and their ratio early and late; and how many
times faster the floor of bench.completion is, which has no engine at all: no engine's ratio can be more.
"""
from __future__ import annotations

import argparse
import gc
import io
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from api.context import engine
from api.door import Door
from api.schemas.tasks import COMPLETE_EXAMPLE, Complete
from bench import floor
from bench.consultation_like import STAGES, answer, diagram, form
from bench.counter import Counter, open_counter
from bench.databases import database_of
from consultation.bundles import deploy_bundle
from engine.transaction import reading, writing

EARLY = 3
#: SpiffWorkflow's serializer recurses once for every task of the tree.
DEPTH = 100_000
door = Door("naive", "整存整取")
saved = sa.Table(
    "bench_naive", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("state", sa.Text)
)
serializer = BpmnWorkflowSerializer()


@door.operation("POST", "/naive/<int:case>/complete", summary="整存整取", parameters={"case": "编号"})
@door.body(Complete, COMPLETE_EXAMPLE)
def finish(body: dict[str, Any], case: int) -> dict[str, Any]:
    """Load the whole workflow, complete its task, run it, save the whole workflow."""
    mine = saved.c.id == case
    with reading(engine().database) as connection:
        workflow = serializer.deserialize_json(connection.execute(sa.select(saved.c.state).where(mine)).scalar_one())
    (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
    task.data.update(body["data"])
    task.run()
    workflow.do_engine_steps()
    with writing(engine().database) as connection:
        connection.execute(saved.update().where(mine).values(state=serializer.serialize_json(workflow)))
    return {"next": [str(found.id) for found in workflow.get_tasks(state=TaskState.READY, manual=True)]}


def start_naive(counter: Counter) -> None:
    """A workflow of the model, saved as row 1."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(io.BytesIO(diagram("naive", "again_{} == '是'", "households_{} == 5"))))
    workflow = BpmnWorkflow(parser.get_spec("naive"))
    workflow.do_engine_steps()
    database = counter.product.database
    saved.create(database)
    with writing(database) as connection:
        connection.execute(saved.insert().values(id=1, state=serializer.serialize_json(workflow)))


def register(app: Flask) -> None:
    """Serve the naive one beside the product's own operations."""
    app.extensions["flask-smorest"]["blp_name_to_api"]["tasks"].register_blueprint(door)


def main(kind: str, rounds: int) -> dict[str, float]:
    """Run the bench, print and return its figures."""
    sys.setrecursionlimit(DEPTH)
    with tempfile.TemporaryDirectory() as folder, database_of(kind, "naive") as url:
        counter = open_counter(Path(folder), url)
        register(counter.app)
        floor.register(counter.app)
        forms = 'camunda:formRef="bench_record_{}" camunda:formRefBinding="latest"'
        files = {"bench_like.bpmn": diagram("bench_like", '=again_{} = "是"', "=households_{} = 5", forms)}
        files |= {f"{asked['id']}.form": json.dumps(asked).encode() for asked in map(form, range(1, STAGES + 1))}
        deploy_bundle(counter.product.engine, files, name="bench", source="bench", person_id=None)
        start_naive(counter)
        found = measure(counter, rounds)
    for name, value in found.items():
        print(f"{kind} {name}: {value:.3g}")
    return found


def measure(counter: Counter, rounds: int) -> dict[str, float]:
    """Medians over the stages of an early and of the last round."""
    client, found = counter.client(), {}
    task_id, floor_id = counter.start(client, "bench_like"), counter.start(client)
    for number in range(1, rounds + 1):
        times: dict[str, list[float]] = {"ours": [], "naive": [], "floor": []}
        for stage in range(1, STAGES + 1):
            body = json.dumps({"data": answer(stage)}, ensure_ascii=False).encode()
            gc.collect()  # what the naive one leaves behind is not ours
            began = time.perf_counter()
            task_id = counter.complete(client, task_id, answer(stage))
            between = time.perf_counter()
            told = client.post("/api/v1/naive/1/complete", data=body, content_type="application/json",
                                 headers=counter.headers)  # fmt: skip
            after = time.perf_counter()
            floor_id = counter.complete_floor(client, floor_id, answer(stage))
            times["floor"].append(time.perf_counter() - after)
            times["naive"].append(after - between)
            times["ours"].append(between - began)
            if told.status_code != 200:
                raise SystemExit(f"the naive one answered {told.status_code} in round {number}: {told.text[:300]}")
        if number in (EARLY, rounds):
            ours, naive, least = (statistics.median(times[name]) * 1000 for name in ("ours", "naive", "floor"))
            found |= {f"ours_ms_{number}": ours, f"naive_ms_{number}": naive, f"ratio_{number}": naive / ours,
                      f"floor_ratio_{number}": naive / least}  # fmt: skip
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.naive")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--rounds", type=int, default=45)
    given = parser.parse_args()
    main(given.database, given.rounds)
