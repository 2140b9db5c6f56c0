"""What is installed may be passed on: nothing under the GPL or AGPL, tools for testing and npm packages included."""
from __future__ import annotations

import json
import re
from importlib.metadata import Distribution, distributions

from tests.house.sources import PROJECT

#: Packages whose metadata name no licence, with what their own files say.
SAID_ELSEWHERE = {"node_modules/cli-table": "MIT, in its README"}
# "LGPL" and "GNU Lesser" may be passed on; "GPL" inside another word ("LGPL") does not count.
GPL = re.compile(r"(?<![A-Z])A?GPL|GNU (?:Affero )?General Public", re.IGNORECASE)


def licence_of(distribution: Distribution) -> str:
    """The SPDX expression, else the classifiers and the old field; empty if there is none."""
    metadata = distribution.metadata
    expression = metadata.get("License-Expression")
    if expression:
        return expression
    classifiers = [line for line in metadata.get_all("Classifier") or [] if line.startswith("License ::")]
    first_line = (metadata.get("License") or "").strip().split("\n")[0]
    return "; ".join([*classifiers, first_line]).strip("; ")


def installed() -> dict[str, str]:
    return {distribution.metadata["Name"]: licence_of(distribution) for distribution in distributions()}


def npm_packages() -> dict[str, str]:
    packages = json.loads((PROJECT / "package-lock.json").read_text())["packages"]
    return {path: entry.get("license", "") for path, entry in packages.items() if path}


def forbidden(licences: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in licences.items() if GPL.search(text)}


def test_nothing_is_under_the_gpl() -> None:
    assert forbidden({**installed(), **npm_packages()}) == {}


def test_every_distribution_names_its_licence() -> None:
    licences = {**installed(), **npm_packages(), **SAID_ELSEWHERE}
    assert sorted(name for name, text in licences.items() if not text) == []


def test_a_gpl_would_be_seen_and_the_lesser_one_passes() -> None:
    samples = {
        "a": "GPL-3.0-only",
        "b": "License :: OSI Approved :: GNU General Public License v3 (GPLv3)",
        "c": "AGPLv3",
        "d": "LGPL-3.0-or-later",
        "e": "License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)",
        "f": "MIT",
    }
    assert sorted(forbidden(samples)) == ["a", "b", "c"]
