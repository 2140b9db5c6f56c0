"""The command line's composition root: the administrator's tool on the machine itself, in Chinese."""
from __future__ import annotations

import argparse
import datetime as dt
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import sqlalchemy as sa
from argon2 import PasswordHasher

import migration
from api.json_text import read_json
from composition import FORMS, PROCESSES, Product, compose
from consultation.acting import actor_of
from consultation.bundles import deploy_bundle, never_deployed, read_bundle_files
from consultation.case_tables import case_files
from consultation.cases import start_case
from consultation.decision_trial import try_decision
from consultation.demo.cases import seed_cases
from consultation.demo.county import prepare_county
from consultation.identity import Identity, identify
from engine.deployment.store import Deployment
from engine.errors import InvalidRequest, NotFound, ProductError
from engine.history import verify_chain
from engine.inbox import TaskFilter, list_tasks
from engine.instance_views import get_instance, list_history
from engine.tables import task
from engine.tasks import complete
from engine.transaction import reading, writing
from settings import UnfitSettings, read_settings

#: What the history says about where the request came from.
ADDRESS = "cli"
LISTED = 200
LISTED_DEFINITIONS = 20
#: Demo passwords are random and shown on a page: spending ten seconds on hashing them protects nothing.
DEMO_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def main(arguments: Sequence[str] | None = None, product: Product | None = None) -> int:
    """Run one command; 0 when it went well, 1 when the product refused. Exits with 2 for wrong arguments.

    ``product``: the one to work on; None: the environment's.
    """
    given = _parser().parse_args(arguments)
    command: Callable[[Product, argparse.Namespace], int] | None = given.command
    try:
        return decide(given) if command is None else command(product or compose(read_settings()), given)
    except UnfitSettings as error:
        print(error, file=sys.stderr)
    except ProductError as error:
        print(error.message, file=sys.stderr)
        for path, sentences in error.details.get("errors", {}).items():
            for sentence in sentences:
                print(f"  {path}：{sentence}", file=sys.stderr)
    return 1


def prepare(product: Product, _given: argparse.Namespace) -> int:
    """Bring the database up to date, deploy the county's procedure, and in a demonstration seed the demo county."""
    migration.upgrade(product.database)
    shipped = never_deployed(product.engine, read_bundle_files([PROCESSES, FORMS]))
    if shipped:
        # What an owner has deployed since may not go with what is shipped; that must not keep the county from starting.
        done = deploy_bundle(
            product.engine, shipped, name="随产品安装", source="prepare", person_id=None, strict=False
        )
        _say_deployed(done)
    else:
        print("流程和表单没有改动。")
    if product.settings.demo:
        seed_demo(product, _given)
    settings = product.settings
    print(f"网址：http://{settings.host}:{settings.port}/  接口说明：http://{settings.host}:{settings.port}/api")
    return 0


def seed_demo(product: Product, _given: argparse.Namespace) -> int:
    """Add what is missing of the demo county and its cases, and print the accounts; a second time adds nothing."""
    if not product.settings.demo:
        raise InvalidRequest("这不是演示。要演示，请设 DEMO=1，并用一个新的 DATA_DIR。")
    path = product.settings.demo_accounts
    with writing(product.database) as connection:
        accounts = prepare_county(
            connection, path, product.engine.clock(), lambda _login: secrets.token_hex(5), DEMO_HASHER
        )
    for seeded in seed_cases(product.engine):
        if seeded.refused is None:
            print(f"演示协商：生成了 {seeded.number}")
        else:
            print(f"演示协商：没有生成 {seeded.name}：{seeded.refused.message}")
    print(f"演示账号（也写在 {path}）：")
    for account in accounts:
        posts = "；".join(f"{post.organisation_name} {post.role_name}" for post in account.posts)
        print(f"  {account.login:24} {account.password or '':12} {account.name}：{posts}")
    return 0


def deploy_files(product: Product, given: argparse.Namespace) -> int:
    """Deploy files and folders, all or nothing."""
    person = _identity(product, given.login)
    resources = read_bundle_files(Path(path) for path in given.paths)
    done = deploy_bundle(
        product.engine, resources, name=given.name, source=ADDRESS, person_id=str(person.person_id)
    )
    _say_deployed(done)
    return 0


def start(product: Product, given: argparse.Namespace) -> int:
    """Start a case."""
    started = start_case(
        product.engine, _identity(product, given.login), process_key=given.process, organisation=given.organisation,
        submission=_data(given.data), address=ADDRESS,
    )  # fmt: skip
    print(f"已发起：{started.number}")
    return 0


def show_tasks(product: Product, given: argparse.Namespace) -> int:
    """List what somebody has to do."""
    actor = actor_of(_identity(product, given.login), ADDRESS)
    page = list_tasks(product.engine, actor, TaskFilter(business_key=given.case), limit=LISTED)
    for row in page.items:
        due = f"，{row.due_at.astimezone(product.settings.zone):%Y-%m-%d %H:%M} 前" if row.due_at else ""
        print(f"{row.id}  {row.business_key}  {row.name}{due}")
    print(f"共 {len(page.items)} 件待办。" if page.next is None else f"只列出前 {LISTED} 件待办。")
    return 0


def complete_task(product: Product, given: argparse.Namespace) -> int:
    """Hand in a task's form."""
    actor = actor_of(_identity(product, given.login), ADDRESS)
    done = complete(product.engine, actor, given.task, _data(given.data))
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


def verify(product: Product, given: argparse.Namespace) -> int:
    """Recompute a case's chain; 1 when an event does not fit."""
    with reading(product.database) as connection:
        result = verify_chain(connection, get_instance(connection, given.number).id)
    if result.ok:
        print(f"办理记录完整：{result.events} 条都对得上。")
        return 0
    print(f"第 {result.first_broken} 条对不上：{result.reason}。", file=sys.stderr)
    return 1


def decide(given: argparse.Namespace) -> int:
    """Evaluate one decision of a table file, without any database; 1 when it has no valid result."""
    try:
        zone = ZoneInfo(given.zone)
    except (ValueError, KeyError, OSError) as error:
        raise InvalidRequest(f"没有“{given.zone}”这个时区，请写成 Asia/Shanghai 这样。") from error
    answer = try_decision(
        _content(Path(given.table)), Path(given.table).name, given.decision, _data(given.data),
        now=dt.datetime.now(dt.UTC), zone=zone,
    )  # fmt: skip
    print(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())
    return 1 if answer["failures"] or answer["missing"] else 0


def _identity(product: Product, login: str) -> Identity:
    with reading(product.database) as connection:
        return identify(connection, login, product.engine.clock())


def _data(text: str) -> Mapping[str, Any]:
    """JSON given as text, or as @file. Raises MalformedJson, InvalidRequest, NotFound."""
    if text.startswith("@"):
        content = _content(Path(text[1:]))
    else:
        content = text.encode()
    data = read_json(content)
    if not isinstance(data, dict):
        raise InvalidRequest("内容要写成一个 JSON 对象，例如 '{\"title\": \"修路\"}'。")
    return data


def _content(path: Path) -> bytes:
    """The file's bytes. Raises NotFound."""
    if not path.is_file():
        raise NotFound(f"没有 {path} 这个文件，请核对。")
    return path.read_bytes()


def _say_deployed(done: Deployment) -> None:
    changed = [entry for entry in done.definitions if entry.changed]
    for entry in changed[:LISTED_DEFINITIONS]:
        print(f"已部署：{entry.name or entry.key} 第 {entry.version} 版")
    if len(changed) > LISTED_DEFINITIONS:
        print(f"共部署了 {len(changed)} 个流程和表单。")
    if not changed:
        print("流程和表单没有改动。")
    for finding in done.findings:
        print(f"提醒：{finding.resource} {finding.sentence()}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cli.py", description="城乡社区协商：管理员在本机上用的命令。")
    commands = parser.add_subparsers(required=True, metavar="命令")

    def add(
        name: str, about: str, command: Callable[[Product, argparse.Namespace], int] | None
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.set_defaults(command=command)
        return added

    def asks_login(command: argparse.ArgumentParser) -> None:
        command.add_argument("--login", required=True, help="以谁的名义办理（账号）")

    add("prepare", "更新数据库，部署流程和表单；演示时还生成演示数据", prepare)
    add("demo", "生成演示的县、账号和协商（要设 DEMO=1）", seed_demo)
    deploying = add("deploy", "部署流程图和表单，全部合格才部署", deploy_files)
    deploying.add_argument("paths", nargs="+", help="文件或文件夹")
    deploying.add_argument("--name", default="命令行部署", help="这次部署的名称")
    starting = add("start", "发起一件协商", start)
    starting.add_argument("process", help="流程的代码，例如 consultation")
    starting.add_argument("--organisation", required=True, help="组织代码")
    listing = add("tasks", "列出待办", show_tasks)
    listing.add_argument("--case", help="只看这件协商（编号）")
    completing = add("complete", "提交一件待办", complete_task)
    completing.add_argument("task", help="待办的编号")
    deciding = add("decide", "用一张决策表算一次，看结果和依据（不用数据库）", None)
    deciding.add_argument("table", help="决策表文件，例如 processes/thresholds.dmn")
    deciding.add_argument("decision", help="决策的 ID，例如 thresholds")
    deciding.add_argument("--zone", default="Asia/Shanghai", help="today() 所在的时区")
    for command in (starting, completing, deciding):
        command.add_argument("--data", default="{}", help="填写的内容：JSON，或 @文件名")
    for command in (deploying, starting, listing, completing):
        asks_login(command)
    for name, about, action in (("show", "看一件协商", show), ("verify", "校验一件协商的办理记录", verify)):
        add(name, about, action).add_argument("number", help="协商编号")
    return parser


if __name__ == "__main__":
    sys.exit(main())
