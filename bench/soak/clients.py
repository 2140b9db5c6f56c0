"""One client process: several people at once, and a program that does external work, until the folder says stop.

``python -m bench.soak.clients FOLDER NUMBER SEED`` is started by the soak itself.
"""
from __future__ import annotations

import itertools
import json
import random
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from bench.soak.door import Door
from bench.soak.ledger import Ledger
from bench.soak.people import Person
from bench.soak.programs import Program
from consultation.demo.account_list import DemoAccount, read_accounts

PEOPLE = 3
STOP, PORTS = "stop", "ports"
WORKING = ("village_committee", "village_party", "supervision_committee")
#: Nobody clicks without a breath in between.
LONGEST_BREATH = 0.12


def main(folder: Path, number: int, seed: int) -> None:
    """Act until the stop file is there; a mistake of the client itself is in its ledger."""
    ledger = Ledger(folder / f"client-{number}.ledger")
    counter = itertools.count(1)
    first = f"{seed}-{number}-{len(list(ledger_lines(folder, number)))}"
    accounts = read_accounts(folder / "demo-accounts.json")
    ports = json.loads((folder / PORTS).read_text())
    acts = [person_of(accounts, ports, random.Random(f"{first}/{place}"), ledger,
                      lambda: f"mark-{first}-{next(counter)}").act for place in range(PEOPLE)]  # fmt: skip
    if number == 0:
        acts.append(program_of(accounts, ports, random.Random(f"{first}/program"), ledger).act)
    threads = [Thread(target=repeat, args=(act, folder / STOP, random.Random(f"{first}/{place}"), ledger))
               for place, act in enumerate(acts)]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def repeat(act: Callable[[], None], stop: Path, dice: random.Random, ledger: Ledger) -> None:
    """Act, breathe, look for the stop."""
    while not stop.exists():
        try:
            act()
        except Exception:  # noqa: BLE001 — a client that breaks is a finding like any other
            ledger.write("client_broke", trace=traceback.format_exc())
        Event().wait(dice.uniform(0, LONGEST_BREATH))


def person_of(
    accounts: list[DemoAccount], ports: list[int], dice: random.Random, ledger: Ledger, name_next: Callable[[], str]
) -> Person:
    """Somebody of a village, most often one who may start cases."""
    roles = WORKING[:1] if dice.random() < 0.7 else WORKING
    account, place = dice.choice(
        [(account, post.organisation) for account in accounts for post in account.posts if post.role in roles]
    )
    return Person(account.login, place, Door(ports, str(account.token), dice, ledger), dice, ledger, name_next)


def program_of(accounts: list[DemoAccount], ports: list[int], dice: random.Random, ledger: Ledger) -> Program:
    """A program with the account of each village's committee."""
    doors = [Door(ports, str(account.token), dice, ledger) for account in accounts
             if any(post.role == "village_committee" for post in account.posts)]  # fmt: skip
    return Program(doors, dice, ledger)


def ledger_lines(folder: Path, number: int) -> list[str]:
    """What an earlier process of this number has written: names are never used twice."""
    return (folder / f"client-{number}.ledger").read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
