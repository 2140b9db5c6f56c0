"""A server that can be killed: its process group, the files by which a test tells it the time and where to die."""
from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from threading import Event
from typing import Any

import sqlalchemy as sa

from engine.database import open_database
from engine.tables import timer_job
from engine.transaction import reading
from settings import PROJECT
from tests.acceptance.county import Client
from tests.acceptance.player import Clock
from tests.crash.server import FAULT, write_time

PAUSE = 0.02
MOST_PAUSES = 3000


def wait_until(ready: Callable[[], bool], what: str) -> None:
    """Look again until something is so: another process decides when. Fails after a minute."""
    moment = Event()
    for _ in range(MOST_PAUSES):
        if ready():
            return
        moment.wait(PAUSE)
    raise AssertionError(f"still waiting for {what}")


class FileClock(Clock):
    """A clock whose time the server reads from a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__()

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name == "now":
            write_time(self.path, value)


@dataclass
class Mortal(Client):
    """The product served as ``run`` serves it, from a database in ``folder``."""

    folder: Path
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def database_url(self) -> str:
        """Where its database lies."""
        return f"sqlite:///{self.folder / 'county.db'}"

    def live(self) -> None:
        """Start the server and wait until it answers."""
        environment = {**os.environ, "DATA_DIR": str(self.folder), "DEMO": "1", "SECRET_KEY": "k" * 40}
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread",
                   "--workers", "1", "--threads", "8", "--no-control-socket", "tests.crash.server:build()"]  # fmt: skip
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=PROJECT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        wait_until(self.answers, "the server to answer")

    def die(self) -> None:
        """kill -9 of everything that the server is."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.be_dead()

    def be_dead(self) -> None:
        """Wait until nothing of it is left."""
        if self.process is not None:
            self.process.wait()
        wait_until(lambda: not self.listens(), "the server to be gone")

    def die_at(self, point: str) -> None:
        """Let the server be killed the next time it comes to a crash point of the engine."""
        (self.folder / FAULT).write_text(point)

    def answers(self) -> bool:
        """Whether the server is ready."""
        try:
            return self.request("GET", "/healthz").status == 200
        except (OSError, HTTPException):
            return False

    def listens(self) -> bool:
        """Whether any process of it still has the port."""
        with closing(socket.socket()) as asking:
            return asking.connect_ex(("127.0.0.1", self.port)) == 0

    def fire(self) -> None:
        """Wait until the server's own thread has fired what is due."""
        database = open_database(self.database_url)

        def nothing_is_due() -> bool:
            with reading(database) as connection:
                due = sa.select(sa.func.count()).where(timer_job.c.due_at <= self.clock())
                return connection.scalar(due) == 0

        wait_until(nothing_is_due, "timers to fire")
        database.dispose()


def free_port() -> int:
    """A port that nobody uses now."""
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port
