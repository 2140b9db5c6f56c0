"""How soon does a web process serve, how much memory does it take, and does that grow under load?

    .venv/bin/python -m bench.memory [--completions=3000]

Starts the server as ./run does, with the embedded runner, on a database of its own.
"""
from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.counter import ANSWER, Counter, open_counter
from settings import PROJECT
from tests.crash.mortal import free_port

STATIC = ["--worker-class", "gthread", "--workers", "1", "--threads", "8", "--no-control-socket", "app:create_app()"]


def main(completions: int) -> dict[str, float]:
    """Run the bench, print and return its figures."""
    with tempfile.TemporaryDirectory() as folder:
        counter = open_counter(Path(folder), "")
        found = {}
        for jobs in ("worker", "embedded"):
            found |= {f"{name}_{jobs}": value for name, value in measure(counter, folder, jobs, completions).items()}
    for name, value in found.items():
        print(f"{name}: {value:.4g}")
    return found


def measure(counter: Counter, folder: str, jobs: str, completions: int) -> dict[str, float]:
    """``ready_seconds`` until /healthz says yes; resident megabytes then and after a third and all of the load."""
    port = free_port()
    environment = {**os.environ, "DATA_DIR": folder, "DEMO": "1", "SECRET_KEY": "k" * 40, "DATABASE_URL": "",
                   "JOBS": jobs}  # fmt: skip
    began = time.monotonic()
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *STATIC], cwd=PROJECT,
                              env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              start_new_session=True)  # fmt: skip
    try:
        while ask(port, "GET", "/healthz", {})[0] != http.HTTPStatus.OK:
            time.sleep(0.01)
        found = {"ready_seconds": time.monotonic() - began, "mb_ready": resident(server.pid)}
        task = counter.start(counter.client())
        for place in range(completions):
            status, answer = ask(port, "POST", f"/api/v1/tasks/{task}/complete", dict(counter.headers), ANSWER)
            if status != http.HTTPStatus.OK:
                raise SystemExit(f"completion {place} answered {status}")
            task = answer["next_tasks"][0]
            if place in (completions // 3, completions - 1):
                found[f"mb_after_{place + 1}"] = resident(server.pid)
        return found
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(60)


def resident(parent: int) -> float:
    """Megabytes of the process that serves: the child of gunicorn's own."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    status = Path(f"/proc/{children[0]}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def ask(port: int, method: str, path: str, headers: dict[str, str], data: object = None) -> tuple[int, Any]:
    """Status and JSON; 0 while nobody listens."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        body = None if data is None else json.dumps({"data": data}, ensure_ascii=False).encode()
        connection.request(method, path, body, {**headers, "Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"{}")
    except OSError:
        return 0, {}
    finally:
        connection.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.memory")
    parser.add_argument("--completions", type=int, default=3000)
    main(parser.parse_args().completions)
