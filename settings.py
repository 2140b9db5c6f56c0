"""What an installation is told from outside: read once from the environment by app.py and cli.py, never on import."""
from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).parent
_KEY_FILE = "secret-key"
_SHORTEST_SECRET = 32


class UnfitSettings(RuntimeError):
    """The start is stopped: a setting is missing or unsafe. The message says in Chinese what to do."""


class Settings(BaseSettings):
    """The settings by their environment names, e.g. ``DATA_DIR``; every one but the secret key has a default."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    #: Where the database file and the demo accounts live.
    data_dir: Path = Path("var")
    #: A SQLAlchemy URL; empty means the SQLite file ``county.db`` in the data folder.
    database_url: str = ""
    #: Keys the digests of remembered credentials; at least 32 characters. Made by itself in a demonstration only.
    secret_key: str = ""
    #: Gives meaning to dates and times without offset, e.g. the end of a notice's last day.
    time_zone: str = "Asia/Shanghai"
    #: A demonstration: invented county, accounts and cases.
    demo: bool = False
    #: Where timers, deliveries and other jobs are done: ``embedded`` in the web process, or by ``worker`` (worker.py).
    jobs: Literal["embedded", "worker"] = "embedded"
    #: A direct connection to PostgreSQL for the runner of jobs, when DATABASE_URL leads through pgbouncer.
    worker_database_url: str = ""
    #: What whoever reads /metrics has to show; empty: there is no such page.
    metrics_token: str = ""
    #: A browser's session ends so many minutes after the last request, and after so many whatever happens.
    session_idle_minutes: int = Field(default=120, ge=1, le=24 * 60)
    session_minutes: int = Field(default=12 * 60, ge=1, le=7 * 24 * 60)
    #: How many proxies stand in front, each adding to X-Forwarded-For: whose address the history keeps.
    proxies: int = Field(default=0, ge=0, le=5)
    #: The address that ``run`` prints and serves.
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"TIME_ZONE 不是已知的时区：{value}") from error
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The one time zone of this installation."""
        return ZoneInfo(self.time_zone)

    @property
    def database(self) -> str:
        """The database's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'county.db'}"

    @property
    def demo_accounts(self) -> Path:
        """Where a demonstration writes its accounts."""
        return self.data_dir / "demo-accounts.json"


def read_settings() -> Settings:
    """The settings of the environment, with the data folder made. Raises UnfitSettings."""
    try:
        settings = Settings()
    except ValueError as error:
        raise UnfitSettings(f"设置有误，请改正后再启动：{error}") from error
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return settings


def secret_of(settings: Settings) -> bytes:
    """The secret key; a demonstration without one makes it once in the data folder, readable by its owner alone.

    Raises UnfitSettings when it is missing or too short outside a demonstration.
    """
    if settings.secret_key:
        if len(settings.secret_key) < _SHORTEST_SECRET and not settings.demo:
            raise UnfitSettings(f"SECRET_KEY 太短，请设成至少 {_SHORTEST_SECRET} 个字符的随机文本。")
        return settings.secret_key.encode()
    if not settings.demo:
        raise UnfitSettings("没有设 SECRET_KEY。请设成至少 32 个字符的随机文本；只想看演示，请设 DEMO=1。")
    return _kept_secret(settings.data_dir / _KEY_FILE)


def _kept_secret(path: Path) -> bytes:
    # Two processes may start at once: whoever creates the file first decides, the other reads it.
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_urlsafe(48).encode())
    return path.read_bytes()
