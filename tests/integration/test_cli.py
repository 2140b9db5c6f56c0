"""The command line: the same functions as the API, in Chinese, with an exit code."""
from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import cli
from consultation.bundles import never_deployed, read_bundle_files
from engine.tables import history_event
from engine.transaction import reading, writing
from tests.errand.county import ERRAND, VILLAGE, ErrandCounty, open_county


@pytest.fixture
def county(database_url: str, tmp_path: Path) -> Iterator[ErrandCounty]:
    with open_county(database_url, tmp_path) as opened:
        yield opened


def run(county: ErrandCounty, *arguments: str) -> int:
    return cli.main(arguments, county.product)


def test_a_case_goes_from_start_to_end(
    county: ErrandCounty, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = tmp_path / "topic.json"
    data.write_text('{"title": "修路", "amount": 5}', encoding="utf-8")

    assert run(county, "start", "errand", "--organisation", VILLAGE, "--login", "clerk", "--data", f"@{data}") == 0
    assert "2026-0203-001" in capsys.readouterr().out
    assert run(county, "tasks", "--login", "clerk") == 0
    listed = capsys.readouterr().out
    assert "核对，2026-11-27 12:00 前" in listed
    agree = '{"outcome": "同意", "limit": 100}'
    assert run(county, "complete", listed.split()[0], "--login", "clerk", "--data", agree) == 0
    assert capsys.readouterr().out == "已办完。\n"
    assert run(county, "tasks", "--login", "town", "--case", "2026-0203-001") == 0
    assert run(county, "complete", capsys.readouterr().out.split()[0], "--login", "town") == 0
    assert "办结" in capsys.readouterr().out


def test_show_tells_where_a_case_stands_and_what_happened(
    county: ErrandCounty, capsys: pytest.CaptureFixture[str]
) -> None:
    number = county.start()

    assert run(county, "show", number) == 0

    shown = capsys.readouterr().out
    assert f"{number} 修路：酝酿" in shown
    assert "核对（check）" in shown
    assert "instance_started" in shown


def test_the_history_says_that_the_command_line_was_used(county: ErrandCounty) -> None:
    run(county, "start", "errand", "--organisation", VILLAGE, "--login", "clerk", "--data", '{"title": "修路"}')

    with reading(county.product.database) as connection:
        assert connection.scalar(sa.select(history_event.c.address)) == "cli"


def test_verify_finds_the_first_broken_event(county: ErrandCounty, capsys: pytest.CaptureFixture[str]) -> None:
    number = county.start(amount=5)
    county.post("clerk", f"/tasks/{county.task('clerk')['id']}/complete", {"data": {"outcome": "不同意"}})
    assert run(county, "verify", number) == 0
    assert "完整" in capsys.readouterr().out

    with writing(county.product.database) as connection:
        connection.execute(
            history_event.update().where(history_event.c.sequence == 2).values(person_id="somebody else")
        )

    assert run(county, "verify", number) == 1
    assert "第 2 条对不上" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["start", "errand", "--organisation", VILLAGE, "--login", "resident", "--data", '{"title": "x"}'], "发起"),
        (["start", "errand", "--organisation", VILLAGE, "--login", "clerk", "--data", "{}"], "title"),
        (["start", "errand", "--organisation", VILLAGE, "--login", "clerk", "--data", "{"], "JSON"),
        (["start", "errand", "--organisation", VILLAGE, "--login", "clerk", "--data", "[]"], "JSON 对象"),
        (["start", "errand", "--organisation", VILLAGE, "--login", "clerk", "--data", "@nowhere.json"], "nowhere.json"),
        (["tasks", "--login", "no-such-login"], "没有这个账号"),
        (["complete", "no-such-task", "--login", "clerk"], "没有找到"),
        (["show", "2026-0203-999"], "没有找到"),
        (["verify", "2026-0203-999"], "没有找到"),
        (["deploy", "/no/such/folder", "--login", "owner"], "/no/such/folder"),
    ],
)
def test_what_cannot_be_done_is_said_and_exits_with_one(
    county: ErrandCounty, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(county, *arguments) == 1
    assert said in capsys.readouterr().err


def test_deploy_takes_a_folder_and_says_what_is_new(
    county: ErrandCounty, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "bundle"
    shutil.copytree(ERRAND, folder)
    diagram = folder / "errand.bpmn"

    assert run(county, "deploy", str(folder), "--login", "owner") == 0
    assert capsys.readouterr().out == "流程和表单没有改动。\n"
    diagram.write_bytes(diagram.read_bytes().replace("办一件小事".encode(), "办一件大事".encode()))
    assert run(county, "deploy", str(folder), "--login", "owner") == 0
    assert capsys.readouterr().out == "已部署：办一件大事 第 2 版\n"
    diagram.write_bytes(b"<broken")
    assert run(county, "deploy", str(folder), "--login", "owner") == 1
    assert "errand.bpmn" in capsys.readouterr().err


def test_a_fresh_machine_is_prepared_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DATABASE_URL", "SECRET_KEY", "TIME_ZONE", "HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DEMO", "1")

    assert cli.main(["prepare"]) == 0
    first = capsys.readouterr().out
    accounts = json.loads((tmp_path / "data" / "demo-accounts.json").read_text(encoding="utf-8"))
    assert cli.main(["prepare"]) == 0
    second = capsys.readouterr().out

    assert "http://127.0.0.1:8000/" in first
    assert first.count("演示协商：生成了 2") == 3
    assert "演示协商：" not in second
    assert "没有改动" in second
    assert accounts == json.loads((tmp_path / "data" / "demo-accounts.json").read_text(encoding="utf-8"))


def test_a_start_leaves_what_an_owner_has_deployed_since(
    county: ErrandCounty, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A start once deployed the shipped files again and so undid every change made over the interface."""
    shipped = read_bundle_files([ERRAND])
    changed = shipped["errand.bpmn"].replace("办一件小事".encode(), "办一件大事".encode())
    diagram = tmp_path / "errand.bpmn"
    diagram.write_bytes(changed)
    assert run(county, "deploy", str(diagram), "--login", "owner") == 0

    assert never_deployed(county.product.engine, shipped) == {}
    edited = {**shipped, "errand_note.form": shipped["errand_note.form"] + b"\n"}
    assert list(never_deployed(county.product.engine, edited)) == ["errand_note.form"]


def test_without_demo_nothing_is_seeded_and_a_secret_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DATABASE_URL", "SECRET_KEY", "DEMO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))

    assert cli.main(["prepare"]) == 1
    assert "SECRET_KEY" in capsys.readouterr().err
    monkeypatch.setenv("SECRET_KEY", "s" * 40)
    assert cli.main(["prepare"]) == 0
    assert cli.main(["demo"]) == 1
    assert "DEMO=1" in capsys.readouterr().err
    assert not (tmp_path / "data" / "demo-accounts.json").exists()


def test_a_decision_is_tried_without_any_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "twice.dmn"
    table.write_text(
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">'
        '<decision id="twice" name="翻倍"><literalExpression><text>amount * 2</text></literalExpression></decision>'
        "</definitions>"
    )

    assert cli.main(["decide", str(table), "twice", "--data", '{"amount": 0.1}']) == 0
    assert json.loads(capsys.readouterr().out)["value"] == 0.2
    assert cli.main(["decide", str(table), "twice"]) == 1
    assert json.loads(capsys.readouterr().out)["missing"] == ["amount"]
    assert cli.main(["decide", str(table), "thrice"]) == 1
    assert "twice" in capsys.readouterr().err
    assert cli.main(["decide", str(table), "twice", "--zone", "Mars/Olympus"]) == 1
    assert "时区" in capsys.readouterr().err
