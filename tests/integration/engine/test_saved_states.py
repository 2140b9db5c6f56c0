"""States that were stored by earlier code are opened and finished by today's, from every wait of every model."""
from __future__ import annotations

import base64
import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.execution.state import CODEC_VERSION, UnreadableState
from engine.history import verify_chain
from engine.step import open_step
from engine.tables import instance, subscription, task, timer_job
from engine.transaction import reading, writing
from tests.data.saved_states.generate import save_all
from tests.saved_states import FOLDER, outcome, play, read_end, read_wait, restore_rows

SAVED = sorted(FOLDER.glob("[0-9]*/*.wait*.json"))


@pytest.mark.parametrize("path", SAVED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_saved_case_goes_on_and_ends_as_it_did_then(bench: Any, rows: Any, path: Path) -> None:
    saved = read_wait(path)
    bench.clock.now = dt.datetime.fromisoformat(saved["now"])
    restore_rows(bench.engine.database, saved["rows"], path.parent)
    (row,) = rows(instance)

    for action in saved["left"]:
        play(bench, action)

    assert outcome(bench, row.id) == read_end(path)
    assert rows(timer_job) == rows(subscription) == []
    assert {entry.status for entry in rows(task)} <= {"completed", "cancelled"}
    with reading(bench.engine.database) as connection:
        assert verify_chain(connection, row.id).ok


def test_every_codec_version_has_a_folder_of_its_own() -> None:
    """Whoever makes a new one runs generate.py and keeps the old folders: cases live for months."""
    versions = {path.name for path in FOLDER.iterdir() if path.name.isdecimal()}
    assert versions == {str(version) for version in range(1, CODEC_VERSION + 1)}


def test_every_model_ended_when_it_was_saved() -> None:
    ends = sorted(FOLDER.glob("*/*.end.json"))
    assert ends
    assert {read_end(path)["status"] for path in ends} == {"completed"}


@pytest.mark.parametrize("path", SAVED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_saved_state_says_the_version_of_its_folder(path: Path) -> None:
    (row,) = read_wait(path)["rows"]["instance"]
    version, _scopes = msgspec.msgpack.decode(base64.b64decode(row["state"]["base64"]))
    assert str(version) == path.parent.name


def test_todays_code_saves_the_same_waits(tmp_path: Path) -> None:
    save_all(tmp_path / "new")
    names = {path.name for path in (tmp_path / "new").iterdir()}
    assert names == {path.name for path in (FOLDER / str(CODEC_VERSION)).iterdir()}
    for path in sorted((tmp_path / "new").glob("*.end.json")):
        assert read_end(path) == read_end(FOLDER / str(CODEC_VERSION) / path.name)


@pytest.mark.parametrize(
    "state",
    [
        msgspec.msgpack.encode([CODEC_VERSION + 1, []]),
        msgspec.msgpack.encode([CODEC_VERSION, [[b"", [[b"0" * 16, "gone", 16, {}]]]]]),
        msgspec.msgpack.encode([CODEC_VERSION, [[b"0" * 16, []]]]),
        msgspec.msgpack.encode(5),
        msgspec.msgpack.encode([CODEC_VERSION, [[b"", [[b"short", "a", 16, {}]]]]]),
        b"\xc1",
        b"",
    ],
)
def test_bytes_that_are_no_state_are_refused_and_never_half_read(bench: Any, rows: Any, state: bytes) -> None:
    restore_rows(bench.engine.database, read_wait(SAVED[0])["rows"], SAVED[0].parent)
    (row,) = rows(instance)
    with writing(bench.engine.database) as connection:
        connection.execute(instance.update().values(state=state))
    with reading(bench.engine.database) as connection, pytest.raises(UnreadableState):
        open_step(bench.engine, connection, row.id)
