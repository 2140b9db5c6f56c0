"""Does over HTTP what Camunda Modeler's Deploy and Start buttons do in a Camunda 7 tab, request for request."""
from __future__ import annotations

import base64
import http.client
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

#: The Modeler aborts every request after five seconds and tells nothing of what the server would have said.
PATIENCE = 5.0
BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW5"
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 camunda-modeler/5.50.0 Chrome/146.0 Electron/41.0"
WELL_KNOWN = "/.well-known/camunda-automation-platform/webapps"


@dataclass(frozen=True)
class Reply:
    """What the server answered, as the Modeler's client looks at it."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def ok(self) -> bool:
        """As of a fetch."""
        return 200 <= self.status < 300

    @property
    def json(self) -> Any:
        """The body; what is no JSON breaks the Modeler's client too."""
        return json.loads(self.text)


@dataclass(frozen=True)
class Tab:
    """An open file."""

    name: str
    content: str


@dataclass
class Modeler:
    """One installation with an address and perhaps credentials filled in; it remembers what it deployed last.

    ``log``: what the Output panel shows; ``notice``: the last notification; ``replies``: all answers, for other tools.
    """

    endpoint: str
    user: str = ""
    password: str = ""
    token: str = ""
    log: list[str] = field(default_factory=list)
    notice: str = ""
    replies: list[Reply] = field(default_factory=list)
    _definition: dict[str, Any] | None = None

    def asks_for_credentials(self) -> bool:
        """What happens while the address is typed: a request without credentials whose status alone counts."""
        reply = self._fetch("GET", "/deployment?maxResults=0", anonymous=True)
        return reply.status == 401

    def check(self) -> str:
        """What stands under the address: nothing when all is well."""
        reply = self._fetch("GET", "/deployment?maxResults=0")
        problems = {401: "Credentials do not match with the server.", 403: "This user is not permitted to deploy."}
        return "" if reply.ok else problems.get(reply.status, "Should point to a running Camunda REST API.")

    def deploy(
        self, tab: Tab, attachments: Sequence[tuple[str, bytes]] = (), tenant: str = ""
    ) -> dict[str, Any] | None:
        """Press Deploy. The answer, or None when the Output panel says why not."""
        if problem := self.check():
            self.notice = problem
            return None
        self._fetch("GET", "/version")
        reply = self.send(tab, attachments, tenant)
        if not reply.ok:
            return self._failed("Deployment failed", reply)
        deployed: dict[str, Any] = reply.json
        first = next(iter((deployed["deployedProcessDefinitions"] or {}).values()), None)
        self._definition = first or self._definition
        self.notice = "Process definition deployed" if first else "Deployed"
        return deployed

    def send(self, tab: Tab, attachments: Sequence[tuple[str, bytes]] = (), tenant: str = "") -> Reply:
        """The request of the button itself."""
        parts = [("deployment-name", tab.name.rpartition(".")[0]), ("deployment-source", "Camunda Modeler"),
                 ("enable-duplicate-filtering", "true"), *([("tenant-id", tenant)] if tenant else [])]  # fmt: skip
        files = [(tab.name, "text/xml", tab.content.encode()),
                 *((name, "application/octet-stream", content) for name, content in attachments)]  # fmt: skip
        body = _multipart(parts, files)
        content_type = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self._fetch("POST", "/deployment/create", body, content_type)

    def start(self, tab: Tab, variables: Any = None, business_key: str | None = "default") -> dict[str, Any] | None:
        """Press Start: deploys first, then starts the first process of the answer."""
        if self.deploy(tab) is None or self._definition is None:
            return None
        body = json.dumps({"businessKey": business_key, "variables": variables}, ensure_ascii=False).encode()
        path = f"/process-definition/{quote(self._definition['id'], safe=':')}/start"
        reply = self._fetch("POST", path, body, {"Content-Type": "application/json"})
        if not reply.ok:
            return self._failed("Starting process instance failed", reply)
        self.notice = "Process instance started successfully"
        started: dict[str, Any] = reply.json
        return started

    def cockpit(self) -> str:
        """The address that links are made of, asked for without credentials at the root of the host."""
        reply = self._request("GET", WELL_KNOWN, b"", {"Accept": "application/json"})
        address: str = reply.json["cockpitUrl"]
        return address

    def deployment_link(self, id_: str) -> str:
        """Open in Camunda Cockpit, after deploying."""
        query = f"%5B%7B%22type%22:%22id%22,%22operator%22:%22eq%22,%22value%22:%22{id_}%22%7D%5D"
        return f"{self.cockpit()}repository?deploymentsQuery={query}"

    def instance_link(self, id_: str) -> str:
        """Open in Camunda Cockpit, after starting."""
        return f"{self.cockpit()}process-instance/{id_}"

    def open(self, address: str) -> Reply:
        """What the browser shows for a link, after redirects."""
        reply = self._request("GET", address.removeprefix(self._root()), b"", {"Accept": "text/html"})
        moved = reply.headers.get("Location")
        return reply if moved is None else self.open(moved)

    def _failed(self, title: str, reply: Reply) -> None:
        self.notice = f"{title} - See the log for further details."
        self.log.append(reply.json["message"])

    def _fetch(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None, *,
        anonymous: bool = False,
    ) -> Reply:  # fmt: skip
        base = urlsplit(self.endpoint.removesuffix("/deployment/create")).path
        sent = {"Accept": "application/json", **(headers or {}), **({} if anonymous else self._authorization())}
        return self._request(method, f"{base}{path}", body, sent)

    def _authorization(self) -> dict[str, str]:
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        pair = f"{self.user}:{self.password}".encode("latin-1")  # btoa throws for everything beyond, as this does
        return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"} if self.user else {}

    def _request(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        common = {"User-Agent": AGENT, "Accept-Language": "zh-CN", "Sec-Fetch-Mode": "cors", "Origin": "file://"}
        begun = time.monotonic()
        connection = http.client.HTTPConnection(urlsplit(self.endpoint).netloc, timeout=PATIENCE)
        try:
            connection.request(method, path, body or None, {**common, **headers})
            answer = connection.getresponse()
            reply = Reply(answer.status, dict(answer.headers), answer.read().decode())
        finally:
            connection.close()
        if time.monotonic() - begun > PATIENCE:
            raise TimeoutError(f"{method} {path}: the Modeler had given up")
        self.replies.append(reply)
        return reply

    def _root(self) -> str:
        parts = urlsplit(self.endpoint)
        return f"{parts.scheme}://{parts.netloc}"


def _multipart(fields: Sequence[tuple[str, str]], files: Sequence[tuple[str, str, bytes]]) -> bytes:
    """As Chromium writes a FormData: names in raw UTF-8, the file's field called after the file."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    parts += [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{_escaped(name)}"; filename="{_escaped(name)}"\r\n'
        f"Content-Type: {media_type}\r\n\r\n".encode() + content + b"\r\n"
        for name, media_type, content in files
    ]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def _escaped(name: str) -> str:
    return name.replace("\n", "%0A").replace("\r", "%0D").replace('"', "%22")
