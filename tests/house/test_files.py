"""Nothing lies in the repository that others wrote, nothing binary without need, no address of a registry."""
from __future__ import annotations

import re

from tests.house.sources import PROJECT, project_files

LARGEST = 1_000_000
BINARY = {".png", ".ico", ".docx", ".xlsx", ".msgpack"}
# Written in pieces, so that this file is not found by its own rule.
REGISTRIES = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "npm" + "mirror.com"]
REGISTRIES += ["tuna.tsinghua" + ".edu.cn", "deb.debian" + ".org", "pypi.douban" + ".com", "mirrors." + "aliyun.com"]
THIRD_PARTY = re.compile(
    r"\.min\.(js|css)$|(^|/)(node_modules|vendor|third_party|site-packages)/|\.(whl|jar|tgz|woff2?|ttf|ttc)$"
)
BANNER = re.compile(rb"/\*!|@license|Copyright \(c\)|SPDX-License-Identifier")


def test_no_file_names_a_registry() -> None:
    found = [str(path) for path in project_files() if any(host.encode() in read(path) for host in REGISTRIES)]
    assert found == []


def test_no_file_is_a_copy_of_somebody_elses() -> None:
    named = [str(path) for path in project_files() if THIRD_PARTY.search(path.as_posix())]
    signed = [
        str(path)
        for path in project_files()
        if path.suffix in {".py", ".js", ".mjs", ".css", ".html", ".json", ".bpmn", ".dmn", ".form"}
        and path.as_posix() != "tests/house/test_files.py"
        and BANNER.search(read(path))
    ]
    assert named + signed == []


def test_files_are_text_and_not_large() -> None:
    large = [str(path) for path in project_files() if len(read(path)) > LARGEST]
    binary = [str(path) for path in project_files() if b"\0" in read(path) and path.suffix not in BINARY]
    assert large + binary == []


def read(path: object) -> bytes:
    return (PROJECT / str(path)).read_bytes()
