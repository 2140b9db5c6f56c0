"""Commands on cases: what the interface does too, for whoever works on the machine itself."""
from __future__ import annotations

import argparse

import sqlalchemy as sa

from commands.inputs import ADDRESS, read_data, read_identity
from commands.registry import Registry, ask_data, ask_login
from composition import Product
from consultation.acting import actor_of
from consultation.case_tables import case_files
from consultation.cases import start_case
from engine.inbox import TaskFilter, list_tasks
from engine.instance_views import get_instance, list_history
from engine.tables import task
from engine.tasks import complete
from engine.transaction import reading

LISTED = 200


def register(commands: Registry) -> None:
    """Add start, tasks, complete and show."""
    starting = commands.add("start", "发起一件协商", start)
    starting.add_argument("process", help="流程的代码，例如 consultation")
    starting.add_argument("--organisation", required=True, help="组织代码")
    listing = commands.add("tasks", "列出待办", show_tasks)
    listing.add_argument("--case", help="只看这件协商（编号）")
    completing = commands.add("complete", "提交一件待办", complete_task)
    completing.add_argument("task", help="待办的编号")
    for command in (starting, completing):
        ask_data(command)
    for command in (starting, listing, completing):
        ask_login(command)
    commands.add("show", "看一件协商", show).add_argument("number", help="协商编号")


def start(product: Product, given: argparse.Namespace) -> int:
    """Start a case."""
    started = start_case(
        product.engine, read_identity(product, given.login), process_key=given.process, organisation=given.organisation,
        submission=read_data(given.data), address=ADDRESS,
    )  # fmt: skip
    print(f"已发起：{started.number}")
    return 0


def show_tasks(product: Product, given: argparse.Namespace) -> int:
    """List what somebody has to do."""
    actor = actor_of(read_identity(product, given.login), ADDRESS)
    page = list_tasks(product.engine, actor, TaskFilter(business_key=given.case), limit=LISTED)
    for row in page.items:
        due = f"，{row.due_at.astimezone(product.settings.zone):%Y-%m-%d %H:%M} 前" if row.due_at else ""
        print(f"{row.id}  {row.business_key}  {row.name}{due}")
    print(f"共 {len(page.items)} 件待办。" if page.next is None else f"只列出前 {LISTED} 件待办。")
    return 0


def complete_task(product: Product, given: argparse.Namespace) -> int:
    """Hand in a task's form."""
    actor = actor_of(read_identity(product, given.login), ADDRESS)
    done = complete(product.engine, actor, given.task, read_data(given.data))
    print("已经提交过，没有重复办理。" if done.repeated else "已办完。")
    if done.instance_ended:
        print("这件协商已经办结。")
    for task_id in done.next_task_ids:
        print(f"接下来：{task_id}")
    return 0


def show(product: Product, given: argparse.Namespace) -> int:
    """Print a case: where it stands, who is asked, what has happened."""
    with reading(product.database) as connection:
        found = get_instance(connection, given.number)
        file = connection.execute(sa.select(case_files).where(case_files.c.instance_id == found.id)).one_or_none()
        open_tasks = connection.execute(
            sa.select(task).where(task.c.instance_id == found.id, task.c.status == "open").order_by(task.c.created_at)
        ).all()
        events = list_history(connection, found.id, limit=LISTED)
    if file is not None:
        print(f"{file.number} {file.title}：{file.stage or ''} {file.outcome or ''} {file.status}")
    for row in open_tasks:
        print(f"  待办 {row.id} {row.name}（{row.element_id}）")
    for event in events:
        moment = event.happened_at.astimezone(product.settings.zone)
        print(f"  {event.sequence:4} {moment:%Y-%m-%d %H:%M} {event.type} {event.element_id or ''}")
    return 0
