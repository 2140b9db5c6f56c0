"""The shipped bundle: nothing in it is compared in vain, and a misspelt text in one of its conditions is found."""
from __future__ import annotations

import re
from functools import cache

from lxml import etree

from consultation.bundles import GIVEN_VARIABLES, read_bundle_files
from engine.deployment.bundle import Bundle, check_against, read_bundle
from engine.deployment.catalogue import Catalogue, Deployed
from engine.deployment.findings import Finding
from engine.deployment.texts.texts_written import expressions_of
from tests.house.sources import PROJECT

#: So many of the texts that shipped conditions compare with are of variables whose every source is known.
LEAST_KNOWN = 0.9
TEXT = re.compile(r'"([^"]+)"')
NOTHING = Catalogue(0, {}, frozenset())


@cache
def shipped() -> dict[str, bytes]:
    return read_bundle_files([PROJECT / "processes", PROJECT / "forms"])


def examine(files: dict[str, bytes], catalogue: Catalogue) -> Bundle:
    bundle = read_bundle(files, frozenset())
    check_against(bundle, catalogue, GIVEN_VARIABLES)
    return bundle


@cache
def deployed() -> Catalogue:
    """The shipped files as they stand once deployed."""
    rows = {}
    for item in examine(shipped(), NOTHING).items:
        process = item.process
        info = process.describe() if process is not None else item.info
        row = Deployed(f"{item.key}:1", item.kind, item.key, 1, None, item.resource, 1, item.content_hash, info)
        rows[item.kind, item.key] = row
    return Catalogue(1, rows, frozenset((kind, key, 1) for kind, key in rows))


def in_vain(bundle: Bundle) -> list[Finding]:
    return [finding for finding in bundle.findings() if "永远" in finding.message]


def misspelt() -> list[tuple[str, str, bytes]]:
    """Each text of each condition, misspelt: the file's name, the condition and the file's content."""
    found = []
    for item in read_bundle(shipped(), frozenset()).items:
        diagram = item.process.diagram if item.process is not None else None
        for expression in expressions_of(diagram) if diagram is not None else ():
            for match in TEXT.finditer(expression.text) if expression.condition else ():
                written = expression.text[: match.end(1)] + "甲" + expression.text[match.end(1) :]
                before, expression.element.text = expression.element.text, written
                content = etree.tostring(expression.element.getroottree(), encoding="utf-8")
                expression.element.text = before
                found.append((item.resource, written, content))
    return found


def test_the_shipped_bundle_compares_nothing_in_vain() -> None:
    assert in_vain(examine(shipped(), NOTHING)) == []
    assert in_vain(examine(shipped(), deployed())) == []


def test_a_misspelt_text_in_a_shipped_condition_is_found() -> None:
    told, missed = [], []
    for resource, written, content in misspelt():
        found = in_vain(examine({resource: content}, deployed()))
        (told if any(finding.severity == "error" for finding in found) else missed).append((resource, written))

    assert len(told) + len(missed) > 30
    assert len(told) / (len(told) + len(missed)) >= LEAST_KNOWN, missed


def test_where_it_must_not_stop_an_installation_it_is_a_warning() -> None:
    resource, _, content = misspelt()[0]
    severities = {}
    for strict in (True, False):
        bundle = read_bundle({resource: content}, frozenset())
        check_against(bundle, deployed(), GIVEN_VARIABLES, strict=strict)
        severities[strict] = {finding.severity for finding in in_vain(bundle)}

    assert severities == {True: {"error"}, False: {"warning"}}
