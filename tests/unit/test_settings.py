"""Settings: defaults, and what stops a start."""
from __future__ import annotations

import stat
from pathlib import Path

import pytest

from settings import Settings, UnfitSettings, secret_of


def test_the_database_is_a_file_in_the_data_folder_unless_a_url_is_given(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path).database == f"sqlite:///{tmp_path}/county.db"
    assert Settings(data_dir=tmp_path, database_url="postgresql+psycopg://host/db").database.startswith("postgresql")


def test_without_a_secret_key_only_a_demonstration_starts(tmp_path: Path) -> None:
    with pytest.raises(UnfitSettings, match="SECRET_KEY"):
        secret_of(Settings(data_dir=tmp_path, demo=False, secret_key=""))


def test_a_short_secret_key_stops_a_real_start(tmp_path: Path) -> None:
    with pytest.raises(UnfitSettings, match="太短"):
        secret_of(Settings(data_dir=tmp_path, demo=False, secret_key="short"))


def test_a_demonstration_makes_its_key_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, demo=True, secret_key="")

    first = secret_of(settings)

    assert len(first) >= 32
    assert secret_of(settings) == first
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_an_unknown_time_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="TIME_ZONE"):
        Settings(data_dir=tmp_path, time_zone="Asia/Nowhere")
