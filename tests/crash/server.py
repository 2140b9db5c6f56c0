"""The server that is killed: the product as ``./run`` serves it, with a clock and a point of death read from files."""
from __future__ import annotations

import datetime as dt
import os
import signal
from pathlib import Path

from flask import Flask

import api.context
from app import create_app
from engine.process_engine import ProcessEngine
from settings import read_settings

CLOCK, FAULT = "clock", "fault"


def build() -> Flask:
    """The application of DATA_DIR, for gunicorn."""
    settings = read_settings()
    app = create_app(settings, clock=lambda: read_time(settings.data_dir / CLOCK), run_jobs=True)
    engine: ProcessEngine = app.extensions[api.context.EXTENSION].engine
    marker = settings.data_dir / FAULT

    def die(point: str) -> None:
        if marker.exists() and marker.read_text() == point:
            marker.unlink()
            os.killpg(0, signal.SIGKILL)

    # The composition root offers no crash point, as it should not; the engine is frozen once it is made.
    object.__setattr__(engine, "fault", die)
    return app


def read_time(path: Path) -> dt.datetime:
    """The time that a file says."""
    return dt.datetime.fromisoformat(path.read_text())


def write_time(path: Path, time: dt.datetime) -> None:
    """Let a file say the time, never half of it."""
    fresh = path.with_suffix(".new")
    fresh.write_text(time.isoformat())
    fresh.replace(path)
