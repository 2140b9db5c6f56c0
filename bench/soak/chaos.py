"""What goes wrong: kill -9 of web and worker, an orderly restart, the database server gone; each is written down."""
from __future__ import annotations

import random
import signal
import time
from threading import Event

from bench.soak.ledger import Ledger
from bench.soak.site import Process, Site

SHORTEST_PEACE, LONGEST_PEACE = 2.0, 9.0
LONGEST_ABSENCE = 2.5


class Chaos:
    """Does one thing after another to a site until the time is over. ``counts``: how often each was done."""

    def __init__(self, site: Site, dice: random.Random, ledger: Ledger) -> None:
        self._site = site
        self._dice = dice
        self._ledger = ledger
        self.counts: dict[str, int] = {}

    def rage(self, seconds: float) -> None:
        """Kill and restart for so long; everything lives again when it returns."""
        ends_at = time.monotonic() + seconds
        while (left := ends_at - time.monotonic()) > 0:
            Event().wait(min(left, self._dice.uniform(SHORTEST_PEACE, LONGEST_PEACE)))
            if time.monotonic() < ends_at:
                self._strike()
        self._site.live()

    def _strike(self) -> None:
        web, workers = self._site.web, self._site.workers
        chance = self._dice.random()
        if self._site.server is not None and chance < 0.25:
            self._restart_database(self._dice.choice(["immediate", "fast"]))
        elif workers and chance < 0.5:
            self._kill(workers, signal.SIGKILL)
        elif chance < 0.65:
            self._kill([self._dice.choice([*web, *workers])], signal.SIGTERM)
        elif chance < 0.8:
            self._kill([*web, *workers], signal.SIGKILL)
        else:
            self._kill([self._dice.choice(web)], signal.SIGKILL)

    def _kill(self, chosen: list[Process], how: signal.Signals) -> None:
        self._note(f"{how.name} " + " ".join(sorted({process.name.partition("-")[0] for process in chosen})))
        for process in chosen:
            process.die(how)
        Event().wait(self._dice.uniform(0, LONGEST_ABSENCE))
        self._site.live()

    def _restart_database(self, mode: str) -> None:
        server = self._site.server
        if server is None:
            return
        self._note(f"database {mode}")
        server.go_down(mode)
        Event().wait(self._dice.uniform(0, LONGEST_ABSENCE))
        server.start()
        self._note("database back")
        self._site.live()

    def _note(self, what: str) -> None:
        self._ledger.write("chaos", what=what)
        self.counts[what] = self.counts.get(what, 0) + 1
