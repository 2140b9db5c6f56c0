"""Commands that bring an installation to its tables, its processes and forms, and a demonstration to its county."""
from __future__ import annotations

import argparse
import secrets
from pathlib import Path

from argon2 import PasswordHasher

import migration
from commands.inputs import ADDRESS, read_identity
from commands.registry import Registry, ask_login
from composition import FORMS, PROCESSES, Product
from consultation.bundles import deploy_bundle, never_deployed, read_bundle_files
from consultation.demo.cases import seed_cases
from consultation.demo.county import prepare_county
from engine.deployment.store import Deployment
from engine.errors import InvalidRequest
from engine.transaction import writing

LISTED_DEFINITIONS = 20
#: Demo passwords are random and shown on a page: spending ten seconds on hashing them protects nothing.
DEMO_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def register(commands: Registry) -> None:
    """Add prepare, demo and deploy."""
    commands.add("prepare", "更新数据库，部署流程和表单；演示时还生成演示数据", prepare)
    commands.add("demo", "生成演示的县、账号和协商（要设 DEMO=1）", seed_demo)
    deploying = commands.add("deploy", "部署流程图和表单，全部合格才部署", deploy_files)
    deploying.add_argument("paths", nargs="+", help="文件或文件夹")
    deploying.add_argument("--name", default="命令行部署", help="这次部署的名称")
    ask_login(deploying)


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
    person = read_identity(product, given.login)
    resources = read_bundle_files(Path(path) for path in given.paths)
    done = deploy_bundle(
        product.engine, resources, name=given.name, source=ADDRESS, person_id=str(person.person_id)
    )
    _say_deployed(done)
    return 0


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
