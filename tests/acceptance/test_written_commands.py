"""The commands that the documents tell people to paste do what the documents say."""
from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from http.client import HTTPException
from pathlib import Path

import pytest

from consultation.demo.account_list import write_accounts
from settings import PROJECT
from tests.acceptance.conftest import Seeded
from tests.acceptance.county import Client, County, copy_of
from tests.acceptance.player import Clock, begin
from tests.acceptance.steps import SCRIPTS
from tests.crash.mortal import free_port, wait_until

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="the documents' commands need curl")
READMES = ("README.md", "README.zh.md")
CLERK, SUPERVISION = "donggou-clerk", "donggou-supervision"


def blocks(document: str, kind: str) -> list[str]:
    """A document's fenced blocks with these words behind the fence, e.g. ``sh walk``."""
    text = (PROJECT / document).read_text(encoding="utf-8")
    found = re.findall(rf"^``` *{kind}\n(.*?)^``` *$", text, re.DOTALL | re.MULTILINE)
    assert found != []
    return found


def paste(commands: str, port: int, data_dir: Path, **variables: str) -> str:
    """What a shell in the project's folder prints; it stops at the first command that fails."""
    environment = {**os.environ, "PORT": str(port), "DATA_DIR": str(data_dir), **variables}
    done = subprocess.run(
        ["sh", "-eu", "-c", commands], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def listed(county: County, tmp_path: Path) -> Path:
    """The data folder with demo-accounts.json, as ``./run`` leaves it."""
    write_accounts(tmp_path / "demo-accounts.json", county.accounts)
    return tmp_path


def test_the_five_minutes_of_the_readme_take_a_case_to_its_plan(county: County, listed: Path) -> None:
    printed = paste("\n".join(blocks(READMES[0], "sh walk")), county.port, listed)

    (case,) = county.get(CLERK, "/cases")["items"]
    assert (case["title"], case["stage"]) == ("村口路灯", "方案告知")
    assert [task["element_id"] for task in county.tasks(CLERK, case["number"])] == ["draft_plan"]
    assert f"\n{case['number']}\n" in printed
    assert "\n事项特征\n" in printed
    assert re.search(r"^因为.*〔R-252〕（规则9）$", printed, re.MULTILINE)
    assert "\nFalse\nTrue\n" in printed
    assert '"ok": true' in printed


def test_both_readmes_tell_the_same_commands() -> None:
    assert blocks(READMES[0], "sh walk") == blocks(READMES[1], "sh walk")


def test_a_resident_submits_a_topic_applies_and_objects_as_the_guide_says(county: County, listed: Path) -> None:
    guide = "docs/群众.md"
    named, submit, look = blocks(guide, "sh walk")
    road = SCRIPTS["v11_road"]
    names = [getattr(step, "task", "") for step in road.steps]
    noticed, reviewed, announced = (names.index(task) + 1 for task in
                                    ("publish_notice", "review_application", "publish_announcement"))  # fmt: skip
    walk = begin(county, road).take_all(road.steps[:noticed])

    printed = paste(named + submit + look, county.port, listed)
    paste(named + blocks(guide, "sh apply")[0], county.port, listed, CASE=walk.number)
    walk.take_all([*road.steps[noticed:reviewed], *road.steps[reviewed - 1 : announced]])  # hers is one more to review
    paste(named + blocks(guide, "sh object")[0], county.port, listed, CASE=walk.number)

    assert "修三组水渠" in printed
    opened = {task["element_id"] for task in county.tasks(CLERK, walk.number)}
    assert "check_objection" in opened
    sent = [row["data"] for row in county.pages(SUPERVISION, f"/cases/{walk.number}/submissions")]
    assert [row["reason"] for row in sent if row.get("name") == "张春兰" and "reason" in row] != []


@pytest.fixture
def served(seeded_on_sqlite: Seeded, tmp_path: Path) -> Iterator[Client]:
    """The product as ``./run`` serves it: a process of its own, the real clock, its own timers."""
    copy_of(Path(seeded_on_sqlite.template), tmp_path)
    write_accounts(tmp_path / "demo-accounts.json", seeded_on_sqlite.accounts)
    client = Client(free_port(), Clock(), seeded_on_sqlite.accounts)
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{client.port}", "--worker-class", "gthread",
               "--workers", "1", "--threads", "8", "--no-control-socket", "app:create_app()"]  # fmt: skip
    environment = {**os.environ, "DEMO": "1", "DATA_DIR": str(tmp_path)}
    with (tmp_path / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log)
    try:
        wait_until(lambda: answers(client), "the server to answer")
        yield client
    finally:
        server.terminate()
        server.wait()


def answers(client: Client) -> bool:
    """Whether the server is ready."""
    try:
        return client.request("GET", "/healthz").status == 200
    except (OSError, HTTPException):
        return False


@pytest.mark.full
@pytest.mark.parametrize("place", [1, 2, 3])
def test_each_of_the_three_cases_is_walked_to_its_archive(served: Client, tmp_path: Path, place: int) -> None:
    commands = blocks("docs/走一遍.md", "sh walk")

    printed = paste(commands[0] + commands[place], served.port, tmp_path)

    case, verified = printed.splitlines()[-2:]
    assert '"stage":"归档","outcome":"协商成功","status":"completed"' in case
    assert '"ok":true' in verified


@pytest.mark.full
def test_a_case_of_today_takes_applications_and_waits_for_the_end_of_the_notice(served: Client, tmp_path: Path) -> None:
    commands = blocks("docs/走一遍.md", "sh walk")

    printed = paste(commands[0] + commands[4], served.port, tmp_path)

    assert printed.splitlines()[-2].strip() == "第 13 步 review_application：donggou-committee"
    assert printed.splitlines()[-1].strip() == "第 15 步 hold_meeting：现在没有这件待办，停在这里"


def run_real(data_dir: Path, *command: str) -> str:
    """A command of an installation that is no demonstration."""
    settings: Mapping[str, str] = {"DEMO": "0", "SECRET_KEY": "k" * 40, "DATA_DIR": str(data_dir)}
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, *command], cwd=PROJECT, env={**inherited, **settings, "PYTHONPATH": str(PROJECT)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.full
def test_a_real_county_is_set_up_worked_in_and_backed_up_as_the_guide_says(tmp_path: Path) -> None:
    script = tmp_path / "county.py"
    script.write_text(blocks("docs/运维.md", "python county")[0], encoding="utf-8")
    run_real(tmp_path, "cli.py", "prepare")

    accounts = run_real(tmp_path, str(script)).splitlines()

    (tmp_path / "start.json").write_text(json.dumps(SCRIPTS["v11_road"].start), encoding="utf-8")
    run_real(tmp_path, "cli.py", "start", "consultation", "--login", "wang", "--organisation", "64990101",
             "--data", f"@{tmp_path / 'start.json'}")  # fmt: skip
    assert len(accounts) == 3
    assert "梳理议题" in run_real(tmp_path, "cli.py", "tasks", "--login", "wang")
    real = {"DEMO": "0", "SECRET_KEY": "k" * 40, "DATABASE_URL": ""}
    assert "1 件协商" in paste(blocks("docs/运维.md", "sh backup")[0], 1, tmp_path, **real)
    (backup,) = tmp_path.glob("backup-*.tar")
    assert backup.stat().st_mode & 0o077 == 0
    assert "1 件协商的办理记录都完整" in run_real(tmp_path / "new", "cli.py", "restore", str(backup))
    assert "梳理议题" in run_real(tmp_path / "new", "cli.py", "tasks", "--login", "wang")
