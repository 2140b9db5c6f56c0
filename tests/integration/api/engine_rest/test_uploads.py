"""What a deployment's form may carry: files by their names, settings, nothing that would be dropped silently."""
from __future__ import annotations

import io
from typing import Any

import pytest

from tests.errand.county import PASSWORD, ErrandCounty, basic

FORM = b'{"type": "default", "id": "slip", "components": []}'
OTHER = b'{"type": "default", "id": "slip", "components": [{"type": "separator", "id": "s"}]}'


def send(county: ErrandCounty, data: dict[str, Any]) -> Any:
    return county.client().post("/engine-rest/deployment/create", data=data, headers=basic("owner", PASSWORD))


def attached(*files: tuple[str, bytes], media_type: str = "text/xml") -> list[tuple[io.BytesIO, str, str]]:
    return [(io.BytesIO(content), name, media_type) for name, content in files]


@pytest.mark.parametrize("media_type", ["text/xml", "application/octet-stream", "nonsense"])
@pytest.mark.parametrize("field", ["data", "slip.form", "文件", "*"])
def test_a_file_is_known_by_its_name_whatever_its_field_and_type(
    county: ErrandCounty, field: str, media_type: str
) -> None:
    answer = send(county, {field: attached(("slip.form", FORM), media_type=media_type)})

    assert answer.status_code == 200, answer.text
    assert (answer.json["name"], answer.json["source"]) == ("slip", "engine-rest")


def test_the_same_file_may_come_twice_and_two_of_one_name_may_not(county: ErrandCounty) -> None:
    same = send(county, {"slip.form": attached(("slip.form", FORM), ("work/slip.form", FORM))})
    different = send(county, {"slip.form": attached(("slip.form", FORM), ("slip.form", OTHER))})

    assert same.status_code == 200, same.text
    assert different.status_code == 400
    assert "slip.form 传了两次" in different.json["message"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"tenant-id": "acme"}, "Tenant ID"),
        ({"deployment-activation-time": "2027-01-01T00:00:00.000+0000"}, "不能定时"),
        ({"whatever": "x"}, "「whatever」"),
        ({"deployment-name": "n" * 256}, "255"),
    ],
)
def test_what_would_be_dropped_is_refused(county: ErrandCounty, data: dict[str, str], sentence: str) -> None:
    answer = send(county, {**data, "f": attached(("slip.form", FORM))})

    assert answer.status_code == 400
    assert sentence in answer.json["message"]


def test_empty_settings_and_the_ones_about_duplicates_are_fine(county: ErrandCounty) -> None:
    settings = {"tenant-id": "", "enable-duplicate-filtering": "True", "deploy-changed-only": "false",
                "deployment-name": "十一月", "deployment-source": "试验"}  # fmt: skip
    answer = send(county, {**settings, "f": attached(("slip.form", FORM))})

    assert (answer.json["name"], answer.json["source"]) == ("十一月", "试验")


def test_a_deployment_needs_a_file_with_a_name(county: ErrandCounty) -> None:
    assert "没有要部署的文件" in send(county, {"deployment-name": "空"}).json["message"]
    assert send(county, {"f": attached(("\n", FORM))}).status_code == 400
    assert send(county, {"f": attached(("slip.txt", FORM))}).status_code == 400


def test_too_much_is_refused_in_the_dialect(county: ErrandCounty) -> None:
    answer = county.client().post(
        "/engine-rest/deployment/create", data=b"x" * (8 * 1024 * 1024 + 1), headers=basic("owner", PASSWORD),
        content_type="multipart/form-data; boundary=part",
    )  # fmt: skip

    assert (answer.status_code, answer.content_type) == (413, "application/json")
