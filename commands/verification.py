"""Commands that recompute what histories say."""
from __future__ import annotations

import argparse
import sys

from commands.registry import Registry
from composition import Product
from consultation.audit import NAMES, AuditFilter, search, verify_audit
from engine.deployment.damage import damaged
from engine.history import verify_chain
from engine.instance_views import get_instance
from engine.transaction import reading
from engine.verification import verify_all


def register(commands: Registry) -> None:
    """Add verify, verify-all and audit."""
    commands.add("verify", "校验一件协商的办理记录", verify).add_argument("number", help="协商编号")
    commands.add("verify-all", "校验所有协商的办理记录、流程文件和审计记录", verify_everything)
    audit = commands.add("audit", "查审计记录，新的在前", list_audit)
    audit.add_argument("--login", help="只看这个账号")
    audit.add_argument("--type", choices=sorted(NAMES), help="只看这一种")
    audit.add_argument("--limit", type=int, default=50, help="最多几条")


def verify(product: Product, given: argparse.Namespace) -> int:
    """Recompute a case's chain; 1 when an event does not fit."""
    with reading(product.database) as connection:
        result = verify_chain(connection, get_instance(connection, given.number).id)
    if result.ok:
        print(f"办理记录完整：{result.events} 条都对得上。")
        return 0
    print(f"第 {result.first_broken} 条对不上：{result.reason}。", file=sys.stderr)
    return 1


def verify_everything(product: Product, _given: argparse.Namespace) -> int:
    """Recompute all chains and the hashes of all files; 1 when one does not fit, each of which is named."""
    cases = events = broken = 0
    with reading(product.database) as connection:
        files = list(damaged(connection))
    for definition_id, resource in files:
        print(f"流程文件 {resource}（{definition_id}）坏了：请重新部署同一个文件。", file=sys.stderr)
    for found in verify_all(product.database):
        cases += 1
        events += found.result.events
        if not found.result.ok:
            broken += 1
            print(f"{found.business_key or found.instance_id}：第 {found.result.first_broken} 条对不上："
                  f"{found.result.reason}。", file=sys.stderr)  # fmt: skip
    with reading(product.database) as connection:
        audited = verify_audit(connection)
    if not audited.ok:
        print(f"审计记录：第 {audited.first_broken} 条对不上：{audited.reason}。", file=sys.stderr)
    if broken:
        print(f"{cases} 件协商里有 {broken} 件的办理记录对不上。", file=sys.stderr)
        return 1
    print(f"{cases} 件协商的办理记录都完整，共 {events} 条。")
    print(f"审计记录{'完整，' if audited.ok else '对不上，'}共 {audited.events} 条。")
    return 1 if files or not audited.ok else 0


def list_audit(product: Product, given: argparse.Namespace) -> int:
    """Print what the audit log holds."""
    wanted = AuditFilter(type=given.type, login=given.login)
    with reading(product.database) as connection:
        rows = search(connection, wanted, max(1, given.limit))
    for row in rows:
        at = row.happened_at.astimezone(product.settings.zone).strftime("%Y-%m-%d %H:%M:%S")
        print(f"{row.sequence}  {at}  {NAMES.get(row.type, row.type)}  {row.login or '-'}  {row.address or '-'}")
    return 0
