"""Fills the handbook's collection; INGEST_MODE says how: seed, nightly, rebuild or hook."""

import hmac
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

import store


def bundled() -> list[dict]:
    pages = []
    for file in sorted(Path("handbook").glob("*.md")):
        title, _, text = file.read_text(encoding="utf-8").partition("\n")
        pages.append({"title": title.removeprefix("# "), "text": text.strip()})
    return pages


def seed() -> None:
    if store.exists():
        print("the collection is there already")
        return
    store.save(bundled())


def nightly() -> None:
    url = os.environ.get("EXPORT_URL")
    if not url:
        print("EXPORT_URL is not set, nothing to do")
        return
    with urlopen(url, timeout=60) as response:
        store.save(json.load(response))


def rebuild() -> None:
    if store.exists():
        store.drop()
    store.save(bundled())


class Hook(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.reply(200 if self.path == "/healthz" else 404)

    def do_POST(self) -> None:
        sent = self.headers.get("Authorization", "")
        wanted = f"Bearer {os.environ['HOOK_TOKEN']}"
        if self.path != "/page":
            self.reply(404)
        elif not hmac.compare_digest(sent.encode(), wanted.encode()):
            self.reply(401)
        else:
            try:
                body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
                page = {"title": str(body["title"]), "text": str(body["text"])}
            except (ValueError, KeyError, TypeError):
                self.reply(400)
                return
            store.save([page])
            self.reply(204)

    def reply(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


def hook() -> None:
    ThreadingHTTPServer(("", 9000), Hook).serve_forever()


if __name__ == "__main__":
    modes = {"seed": seed, "nightly": nightly, "rebuild": rebuild, "hook": hook}
    mode = os.environ.get("INGEST_MODE", "")
    if mode not in modes:
        sys.exit(f"INGEST_MODE must be one of {', '.join(modes)}")
    modes[mode]()
