"""The diagram viewer and the interface page work in a browser under the strict content security policy."""
from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.full

PROJECT = Path(__file__).parents[3]
BUILT = PROJECT / "web" / "static" / "built"
DIAGRAM = PROJECT / "processes" / "consultation.bpmn"
POLICY = "default-src 'self'; img-src 'self' data:; font-src 'self' data:; style-src 'self'; script-src 'self'"
KINDS = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".bpmn": "application/xml"}
HEAD = '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><link rel="icon" href="data:,">'
HEAD += '<link rel="stylesheet" href="site.css">'
VIEWER = HEAD + '<link rel="stylesheet" href="viewer.css"><script type="module" src="viewer.js"></script>'
SWAGGER = HEAD + '<link rel="stylesheet" href="swagger.css"><script type="module" src="swagger.js"></script>'
PAGES = {
    "/viewer": f'{VIEWER}<div class="diagram-viewer" data-bpmn-url="consultation.bpmn"></div>',
    "/broken": f'{VIEWER}<div class="diagram-viewer" data-bpmn-url="broken.bpmn"></div>',
    "/interface": f'{SWAGGER}<div data-openapi-url="openapi.json"></div>',
}
INTERFACE = {
    "openapi": "3.1.0",
    "info": {"title": "协商办事接口", "version": "1"},
    "paths": {"/api/v1/tasks": {"get": {"summary": "我的待办", "responses": {"200": {"description": "待办"}}}}},
}
BROKEN = DIAGRAM.read_text(encoding="utf-8").replace("</bpmn:definitions>", "")


class Handler(BaseHTTPRequestHandler):
    """Serves what was built, one page for each bundle, and the documents that they read."""

    def do_GET(self) -> None:
        body, kind = self.find(self.path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def find(self, path: str) -> tuple[bytes, str]:
        if path in PAGES:
            return PAGES[path].encode(), "text/html"
        served = {"/openapi.json": json.dumps(INTERFACE), "/broken.bpmn": BROKEN}
        served["/consultation.bpmn"] = DIAGRAM.read_text(encoding="utf-8")
        name = Path(path).name
        text = served.get(path) or (BUILT / name).read_text(encoding="utf-8")
        return text.encode(), KINDS[Path(name).suffix]

    def log_message(self, *_: object) -> None:
        """Nothing is written beside the test's own output."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_viewer_shows_the_diagram_and_its_mark(browser_page: Page, address: str) -> None:
    browser_page.goto(f"{address}/viewer")

    expect(browser_page.locator("[data-bpmn-shown]")).to_be_visible()
    assert browser_page.locator(".djs-shape").count() > 20
    expect(browser_page.locator(".bjs-powered-by")).to_be_visible()
    sheet = browser_page.locator(".diagram-sheet").bounding_box()
    drawing = browser_page.locator(".djs-element[data-element-id^=Participant]").bounding_box()
    assert sheet is not None
    assert drawing is not None
    assert drawing["x"] >= sheet["x"]
    assert drawing["x"] + drawing["width"] <= sheet["x"] + sheet["width"]


def test_a_click_on_a_step_shows_what_the_policy_says(browser_page: Page, address: str) -> None:
    browser_page.goto(f"{address}/viewer")
    panel = browser_page.locator(".diagram-panel")
    expect(panel).to_contain_text("点一个环节")

    browser_page.locator('.djs-shape:has-text("制定协商方案")').first.click()

    expect(panel.locator("h2")).to_have_text("制定协商方案")
    expect(panel).to_contain_text("R-")
    expect(panel).to_contain_text("办理方")


def test_the_buttons_zoom(browser_page: Page, address: str) -> None:
    browser_page.goto(f"{address}/viewer")
    shape = browser_page.locator(".djs-element[data-element-id^=Participant]")
    expect(shape).to_be_visible()
    before = shape.bounding_box()

    browser_page.get_by_role("button", name="放大").click()
    larger = shape.bounding_box()
    browser_page.get_by_role("button", name="看全图").click()
    after = shape.bounding_box()

    assert before is not None
    assert larger is not None
    assert larger["width"] > before["width"]
    assert after == before


def test_the_interface_page_lists_the_calls_and_loads_nothing_else(browser_page: Page, address: str) -> None:
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    browser_page.goto(f"{address}/interface")

    expect(browser_page.locator("[data-openapi-shown]")).to_be_visible()
    expect(browser_page.get_by_text("我的待办")).to_be_visible()
    expect(browser_page.locator(".openapi-hint")).to_contain_text("Authorize")
    browser_page.get_by_text("我的待办").click()
    expect(browser_page.get_by_role("button", name="Try it out")).to_be_visible()
    assert [url for url in asked if not url.startswith((address, "data:"))] == []


def test_a_diagram_that_cannot_be_read_leaves_a_sentence(browser_page: Page, address: str) -> None:
    browser_page.goto(f"{address}/broken")

    expect(browser_page.locator(".diagram-viewer")).to_contain_text("流程图没有打开")
