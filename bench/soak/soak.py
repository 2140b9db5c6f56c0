"""One run: rounds of clients under fire, a rest after each, and everything checked while nothing moves."""
from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.soak.chaos import Chaos
from bench.soak.clients import STOP
from bench.soak.consistency import inconsistencies, unsound
from bench.soak.door import PATIENCE
from bench.soak.drawings import files
from bench.soak.ledger import Ledger, read_ledgers
from bench.soak.logs import errors_in_answers, errors_in_logs
from bench.soak.promises import broken_promises
from bench.soak.records import Violation, read_records
from bench.soak.rest import wait_for_rest
from bench.soak.site import APP, Site
from composition import compose
from consultation.bundles import deploy_bundle
from engine.process_engine import ProcessEngine
from engine.transaction import reading
from settings import PROJECT, Settings

#: At most so long between two pauses.
ROUND = 150.0


class Soak:
    """A site, its clients and what befalls it. ``run`` once, then ``end``."""

    def __init__(self, kind: str, folder: Path, seed: int, app: str = APP, clients: int = 3) -> None:
        self.longest_rest = 0.0
        self._folder = folder
        self._seed = seed
        self._clients: list[subprocess.Popen[bytes]] = []
        self._number = clients
        self._site = Site(kind, folder, app)
        self.chaos = Chaos(self._site, random.Random(seed), Ledger(folder / "chaos.ledger"))

    def run(self, seconds: float) -> list[Violation]:
        """Soak for so long; what was violated. The first round that violates something is the last."""
        self._site.prepare()
        settings = Settings(data_dir=self._folder, demo=True, secret_key="k" * 40, database_url=self._site.database_url)
        engine = compose(settings).engine
        deploy_bundle(engine, files(), name="soak", source="soak", person_id=None)
        rounds = max(1, round(seconds / ROUND))
        for number in range(rounds):
            self._play(number, seconds / rounds)
            violations = self._judge(engine)
            if violations:
                return violations
        return []

    def end(self) -> None:
        """End whatever runs."""
        for client in self._clients:
            client.kill()
            client.wait()
        self._site.die()

    def lines(self) -> list[dict[str, Any]]:
        """All ledgers."""
        return list(read_ledgers(self._folder))

    def _play(self, number: int, seconds: float) -> None:
        (self._folder / STOP).unlink(missing_ok=True)
        self._site.live()
        for client in range(self._number):
            command = [sys.executable, "-m", "bench.soak.clients", str(self._folder), str(client),
                       str(self._seed + number)]  # fmt: skip
            with (self._folder / "clients.log").open("ab") as log:
                self._clients.append(subprocess.Popen(command, cwd=PROJECT, stdout=log, stderr=log))
        self.chaos.rage(seconds)
        (self._folder / STOP).touch()
        for client_process in self._clients:
            client_process.wait(timeout=2 * PATIENCE)
        self._clients.clear()

    def _judge(self, engine: ProcessEngine) -> list[Violation]:
        engine.database.dispose()  # the server may have been another one since we last looked
        rest, violations = wait_for_rest(engine.database)
        self.longest_rest = max(self.longest_rest, rest)
        lines = self.lines()
        with reading(engine.database) as connection:
            records = read_records(connection)
        violations += broken_promises(records, lines)
        violations += inconsistencies(records)
        violations += unsound(engine, records)
        violations += errors_in_answers(lines)
        violations += errors_in_logs(self._site.logs(), database_restarts=self._site.server is not None)
        done = sum(1 for line in lines if line.get("outcome") == "acked")
        moment = dt.datetime.now(dt.UTC).strftime("%H:%M:%S")
        print(f"{moment} {len(records.instances)} cases, {done} acknowledged, at rest after {rest:.0f} s, "
              f"{len(violations)} violations", flush=True)  # fmt: skip
        return violations
