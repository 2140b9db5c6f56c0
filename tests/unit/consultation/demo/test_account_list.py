"""The file of demo accounts is private, written in one piece, and never forgets a password."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from consultation.demo.account_list import DemoAccount, DemoPost, read_accounts, write_accounts

POST = DemoPost("village_party", "村党组织", "64990203", "东沟村")
MA = DemoAccount("donggou-party", "马书记", "pass-word", "xs_token", (POST,))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    write_accounts(tmp_path / "demo-accounts.json", [MA])

    assert read_accounts(tmp_path / "demo-accounts.json") == [MA]


def test_the_file_lists_login_password_token_and_posts_in_plain_chinese(tmp_path: Path) -> None:
    path = tmp_path / "demo-accounts.json"
    write_accounts(path, [MA])

    assert "东沟村" in path.read_text(encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8")) == [
        {
            "login": "donggou-party",
            "name": "马书记",
            "password": "pass-word",
            "token": "xs_token",
            "posts": [
                {
                    "role": "village_party",
                    "role_name": "村党组织",
                    "organisation": "64990203",
                    "organisation_name": "东沟村",
                }
            ],
        }
    ]


def test_only_the_owner_can_read_the_file_even_if_it_was_open_before(tmp_path: Path) -> None:
    path = tmp_path / "demo-accounts.json"
    path.write_text("[]")
    path.chmod(0o644)

    write_accounts(path, [MA])

    assert path.stat().st_mode & 0o777 == 0o600


def test_an_account_without_credentials_keeps_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "demo-accounts.json"
    write_accounts(path, [MA])

    write_accounts(path, [DemoAccount("donggou-party", "马书记", None, None, (POST,))])

    assert read_accounts(path) == [MA]


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "demo-accounts.json"
    write_accounts(path, [MA])

    with pytest.raises(UnicodeEncodeError):
        write_accounts(path, [DemoAccount("broken", "\ud800", "p", "t", ())])

    assert read_accounts(path) == [MA]
    assert [entry.name for entry in tmp_path.iterdir()] == ["demo-accounts.json"]


@pytest.mark.parametrize("content", ["", "not json", "{}", "[1]", '[{"login": "x"}]', '{"posts": 1}', "null"])
def test_a_file_that_is_no_list_of_accounts_counts_as_empty(tmp_path: Path, content: str) -> None:
    path = tmp_path / "demo-accounts.json"
    path.write_text(content)

    assert read_accounts(path) == []


def test_a_missing_file_counts_as_empty(tmp_path: Path) -> None:
    assert read_accounts(tmp_path / "none.json") == []
