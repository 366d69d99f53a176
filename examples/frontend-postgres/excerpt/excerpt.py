"""GET /excerpt?url=…: the title and plain text of a page, fetched once and kept in CACHE_DIR."""

import hashlib
import json
import os
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

CACHE = Path(os.environ.get("CACHE_DIR", "/cache"))
MAX_BYTES = int(os.environ.get("MAX_BYTES", "500000"))


class Text(HTMLParser):
    HIDDEN = {"script", "style", "nav", "footer", "noscript"}

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self.words: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag in self.HIDDEN or tag == "title":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            self.open.remove(tag)

    def handle_data(self, data: str) -> None:
        if "title" in self.open:
            self.title += data
        elif not self.open:
            self.words.extend(data.split())


def excerpt(url: str) -> dict:
    kept = CACHE / f"{hashlib.sha256(url.encode()).hexdigest()}.json"
    if kept.exists():
        return json.loads(kept.read_text())
    request = Request(url, headers={"User-Agent": "reading-list"})
    with urlopen(request, timeout=20) as response:
        charset = response.headers.get_content_charset() or "utf-8"
        html = response.read(MAX_BYTES).decode(charset, "replace")
    text = Text()
    text.feed(html)
    found = {"title": text.title.strip() or url, "text": " ".join(text.words)}
    fresh = kept.with_suffix(".new")
    fresh.write_text(json.dumps(found))
    fresh.replace(kept)
    return found


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        url = parse_qs(parts.query).get("url", [""])[0]
        if parts.path == "/healthz":
            self.reply(200, {"ok": True})
        elif parts.path != "/excerpt":
            self.reply(404, {"error": "not found"})
        elif urlsplit(url).scheme not in ("http", "https"):
            self.reply(400, {"error": "expected ?url=http…"})
        else:
            try:
                self.reply(200, excerpt(url))
            except OSError as error:
                self.reply(502, {"error": f"the page could not be read: {error}"})

    def reply(self, status: int, body: dict) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    ThreadingHTTPServer(("", 7070), Handler).serve_forever()
