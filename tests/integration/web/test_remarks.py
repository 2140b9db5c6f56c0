"""Who comes from the Modeler's link sees what deployment warned of; the Modeler itself shows errors alone."""
from __future__ import annotations

import pytest

from tests.errand.county import ErrandCounty
from tests.integration.api.engine_rest.test_webapps import query
from tests.integration.api.test_definitions import upload
from tests.integration.web.test_pages import text_of
from tests.unit.engine.deployment.drawing import WORK, element, file, line
from tests.unit.engine.deployment.tabling import levels, modeled

UNTYPED = file(line(WORK, element("task", 'name="看<b>一看"')), key="odd")


def deployed(county: ErrandCounty, name: str, content: str) -> str:
    """The text of the page behind the link after this file was deployed."""
    number = upload(county, [(name, content.encode())]).json["number"]
    return text_of(county.client().get(query(str(number)), follow_redirects=True).text)


def test_the_page_of_a_diagram_shows_its_deployment_s_warnings_with_their_files(county: ErrandCounty) -> None:
    shown = deployed(county, "odd.bpmn", UNTYPED.replace("<b>", "&lt;b&gt;"))

    assert "已经生效。有 1 条提醒" in shown
    assert "odd.bpmn任务「看<b>一看」(x)：没有选类型" in shown


def test_the_page_of_a_table_says_so_when_there_is_nothing_to_warn_of(county: ErrandCounty) -> None:
    assert "已经生效，没有要提醒的。" in deployed(county, "level.dmn", modeled(levels()))


@pytest.mark.parametrize("path", ["/diagrams/errand", "/diagrams/errand?deployment=99", "/?deployment=x",
                                  "/?deployment=1234567890123", "/diagrams/errand?deployment="])  # fmt: skip
def test_without_a_deployment_nothing_is_said(county: ErrandCounty, path: str) -> None:
    answer = county.client().get(path)

    assert answer.status_code == 200
    assert "已经生效" not in answer.text


def test_a_file_without_a_picture_is_said_to_have_none(county: ErrandCounty) -> None:
    upload(county, [("plain.bpmn", file(line(WORK), key="plain").encode())])
    shown = county.client().get("/diagrams/plain").text

    assert "这个流程文件里没有图形" in shown
    assert "viewer.js" not in shown
