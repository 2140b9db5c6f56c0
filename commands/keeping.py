"""Commands that keep an installation: backup, restore, the daily upkeep."""
from __future__ import annotations

import argparse
from pathlib import Path

import migration
from commands.registry import Registry
from commands.verification import verify_everything
from composition import Product
from consultation.own_password import reset_password
from engine.backups.archive import UnfitBackup
from engine.backups.making import back_up, restore
from engine.transaction import writing
from engine.upkeep import keep_up


def register(commands: Registry) -> None:
    """Add backup, restore, upkeep and reset-password."""
    commands.add("backup", "备份数据库和文件，服务不用停", backup).add_argument("file", help="备份文件，不能已经有")
    commands.add("restore", "恢复到空的数据库和新的 DATA_DIR，然后升级并校验", bring_back).add_argument(
        "file", help="备份文件"
    )
    commands.add("upkeep", "马上做一次每天的整理", upkeep)
    commands.add("reset-password", "给忘了密码的人一个新密码，登录后要马上换", new_password).add_argument(
        "account", help="账号"
    )


def backup(product: Product, given: argparse.Namespace) -> int:
    """Write a backup."""
    target = Path(given.file)
    try:
        made = back_up(product.database, product.settings.data_dir, target, product.engine.clock())
    except OSError as error:
        raise UnfitBackup(f"写不了备份：{error.strerror}（{target}）。请检查空间和权限。") from error
    print(f"已备份：{target}，{made.instances} 件协商，{made.events} 条办理记录。")
    return 0


def bring_back(product: Product, given: argparse.Namespace) -> int:
    """Put a backup back, bring it to this version's tables, and verify it; 1 when a history does not fit."""
    try:
        made = restore(product.database, product.settings.data_dir, Path(given.file))
    except OSError as error:
        raise UnfitBackup(f"恢复不了：{error.strerror}。请检查空间和权限。") from error
    migration.upgrade(product.database)
    print(f"已恢复：{made.made_at} 的备份，{made.instances} 件协商。现在校验……")
    return verify_everything(product, given)


def new_password(product: Product, given: argparse.Namespace) -> int:
    """Print a password that has to be changed at once; the account's sessions end."""
    with writing(product.database) as connection:
        password = reset_password(connection, given.account, product.engine.clock())
    print(f"{given.account} 的新密码：{password}。登录后要马上换成自己的；各处的登录都退出了。")
    return 0


def upkeep(product: Product, _given: argparse.Namespace) -> int:
    """Do what is done each day."""
    for name, done in keep_up(product.engine).items():
        print(f"{name}：{done}")
    return 0
