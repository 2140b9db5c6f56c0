"""The document's examples work as they stand on the county's own procedure."""
from __future__ import annotations

import feel
from api.schemas.cases import START_EXAMPLE
from api.schemas.records import MESSAGE_EXAMPLE
from composition import FORMS, PROCESSES
from consultation.bundles import deploy_bundle, read_bundle_files
from engine.forms import read_form
from tests.errand.county import NOON, ErrandCounty


def test_the_example_of_a_start_starts_a_consultation(county: ErrandCounty) -> None:
    files = read_bundle_files([PROCESSES, FORMS])
    deploy_bundle(county.product.engine, files, name="all", source="test", person_id=None)

    answer = county.post("clerk", "/cases", START_EXAMPLE)

    assert answer.status_code == 201, answer.text
    case = county.get("clerk", f"/cases/{answer.json['number']}").json
    assert (case["title"], case["catalogue_item"]) == (START_EXAMPLE["data"]["title"], "V11")
    assert county.get("clerk", "/tasks").json["items"]


def test_the_example_of_a_message_fits_its_form(county: ErrandCounty) -> None:
    name = MESSAGE_EXAMPLE["name"]
    form = read_form((FORMS / f"{name}.form").read_bytes(), f"{name}.form")

    values = form.validate(MESSAGE_EXAMPLE["data"], {}, feel.Settings(now=NOON, zone=county.product.settings.zone))

    assert values["name"] == MESSAGE_EXAMPLE["data"]["name"]
