"""Does anything acknowledged get lost or done twice under fire?

    .venv/bin/python -m bench.soak --minutes 10 --database sqlite|postgresql [--seed N] [--write]

Serves the product from a database of its own, lets people and a program act over HTTP while its processes are killed
and restarted, and checks at each pause and at the end what docs/reliability.md promises. Violations are printed and
the folder with ledgers, logs and database is kept; the exit status is then 1.
"""
from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.soak.report import row_of, write_row
from bench.soak.site import APP
from bench.soak.soak import Soak

MOST_SHOWN = 40


def main(arguments: Sequence[str] | None = None, app: str = APP) -> int:
    """Run the soak; 0 when nothing was violated."""
    given = _parser().parse_args(arguments)
    seed = given.seed if given.seed is not None else random.randrange(1, 1_000_000)
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    soak = Soak(given.database, folder, seed, app, clients=given.clients)
    try:
        violations = soak.run(given.minutes * 60)
    finally:
        soak.end()
    row = row_of(given.database, given.minutes, seed, soak.lines(), soak.chaos.counts, soak.longest_rest,
                 len(violations))  # fmt: skip
    print(row)
    if given.write:
        write_row(row)
    if not violations:
        shutil.rmtree(folder, ignore_errors=True)
        return 0
    for violation in violations[:MOST_SHOWN]:
        print(violation)
    print(f"{len(violations)} violations, seed {seed}, everything is kept in {folder}")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, help="of the dice; clients and killings still meet as they happen to")
    parser.add_argument("--clients", type=int, default=3, help="client processes of three people each (3)")
    parser.add_argument("--write", action="store_true", help="put the row into docs/reliability.md")
    return parser


if __name__ == "__main__":
    sys.exit(main())
