"""The guidance items over HTTP: as the newest table that was deployed has them."""
from __future__ import annotations

from composition import PROCESSES
from consultation.bundles import deploy_bundle
from tests.errand.county import ErrandCounty


def test_the_catalogue_is_empty_until_its_table_is_deployed(county: ErrandCounty) -> None:
    assert county.get("resident", "/catalogue").json == {"items": []}


def test_the_catalogue_lists_each_item_with_its_suggestions(county: ErrandCounty) -> None:
    content = (PROCESSES / "catalogue.dmn").read_bytes()
    deploy_bundle(county.product.engine, {"catalogue.dmn": content}, name="D1", source="test", person_id=None)

    everything = county.get("resident", "/catalogue").json["items"]
    villages = county.get("clerk", "/catalogue?kind=行政村").json["items"]

    assert (len(everything), len(villages)) == (56, 27)
    road = next(item for item in villages if item["id"] == "V11")
    assert (road["category"], road["number"], road["suggestions"]["mechanism"]) == ("公益事业类", 11, 2)


def test_a_kind_that_does_not_exist_is_told(county: ErrandCounty) -> None:
    answer = county.get("clerk", "/catalogue?kind=县城")

    assert answer.status_code == 422
    assert "行政村" in answer.text
