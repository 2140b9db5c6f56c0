"""The policy's requirements over HTTP."""
from __future__ import annotations

from tests.errand.county import ErrandCounty


def test_anybody_signed_in_reads_what_covers_each_requirement(county: ErrandCounty) -> None:
    report = county.get("resident", "/coverage").json

    assert (report["total"], len(report["items"]), report["covered"]) == (158, 158, 1)
    (covered,) = [item for item in report["items"] if item["elements"]]
    assert covered["id"] == "R-284"
    assert covered["elements"] == [
        {"process": "errand", "process_name": "办一件小事", "element": "check", "element_name": "核对"}
    ]


def test_nobody_reads_it_without_signing_in(county: ErrandCounty) -> None:
    assert county.client().get("/api/v1/coverage").status_code == 401
