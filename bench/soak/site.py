"""The product under fire: its database, its web processes and its worker, each of which can be killed and started."""
from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.soak.clients import PORTS
from settings import PROJECT
from tests.crash.mortal import free_port, wait_until
from tests.postgresql import SETTINGS, Server, start_server

APP = "app:create_app()"


@dataclass
class Process:
    """A process group of the product. ``log``: where all of its lives write."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    log: Path
    port: int | None = None
    running: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def live(self) -> None:
        """Start it, without waiting until it is ready."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(self.command, cwd=PROJECT, env=self.environment, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, start_new_session=True)  # fmt: skip

    def die(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End the whole group and wait until it is gone."""
        if self.running is None:
            return
        if self.running.poll() is None:
            os.killpg(self.running.pid, how)
        self.running.wait(timeout=60)

    def ended_by_itself(self) -> bool:
        """Whether it is not running although nobody ended it; None has been started yet counts as ended."""
        return self.running is None or self.running.poll() is not None


class Site:
    """An installation in ``folder``. ``kind``: sqlite or postgresql; ``app``: what gunicorn serves."""

    def __init__(self, kind: str, folder: Path, app: str = APP) -> None:
        self.folder = folder
        self.server: Server | None = None
        self.processes: list[Process] = []
        if kind == "postgresql":
            self.server = start_server(SETTINGS)
            self.server.cluster.create("county")
        self.environment = {**os.environ, "DATA_DIR": str(folder), "DEMO": "1", "SECRET_KEY": "k" * 40,
                            "DATABASE_URL": self.database_url, "JOBS": "worker" if self.server else "embedded",
                            "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
        ports = [free_port() for _ in range(2 if self.server else 1)]
        (folder / PORTS).write_text(json.dumps(ports))
        self.web = [self._web(port, app) for port in ports]
        self.workers = [self._process("worker", [sys.executable, "worker.py"])] if self.server else []

    @property
    def database_url(self) -> str:
        """Where the database lies."""
        return self.server.cluster.url("county") if self.server else f"sqlite:///{self.folder / 'county.db'}"

    def prepare(self) -> None:
        """What ``./run`` does before it serves."""
        with (self.folder / "prepare.log").open("wb") as log:
            subprocess.run([sys.executable, "cli.py", "prepare"], cwd=PROJECT, env=self.environment, stdout=log,
                           stderr=log, check=True)  # fmt: skip

    def live(self) -> None:
        """Start everything that does not run, and wait until the web answers."""
        for process in [*self.web, *self.workers]:
            if process.ended_by_itself():
                process.live()
        for process in self.web:
            wait_until(lambda port=process.port: answers(port), f"{process.name} to answer")  # type: ignore[misc]  # a default binds the loop's value

    def die(self) -> None:
        """End everything of ours, the database server too."""
        for process in self.processes:
            process.die()
        if self.server is not None:
            self.server.stop()

    def logs(self) -> list[Path]:
        """Where the product's processes write."""
        return [process.log for process in self.processes]

    def _web(self, port: int, app: str) -> Process:
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
                   "--workers", "1", "--threads", "8", "--graceful-timeout", "30", "--no-control-socket",
                   app]  # fmt: skip
        return self._process(f"web-{port}", command, port)

    def _process(self, name: str, command: Sequence[str], port: int | None = None) -> Process:
        process = Process(name, command, self.environment, self.folder / f"{name}.log", port)
        self.processes.append(process)
        return process


def answers(port: int) -> bool:
    """Whether a web process is ready."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
