"""One page: a form for a link, and the list of what was read, with summaries kept in postgres."""

import json
import os
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit
from urllib.request import urlopen

import psycopg
from openai import OpenAI

SCHEMA = """
CREATE TABLE IF NOT EXISTS article (
    url text PRIMARY KEY,
    title text NOT NULL,
    summary text NOT NULL,
    added timestamptz NOT NULL DEFAULT now()
)
"""
PAGE = """<!doctype html><meta charset="utf-8"><title>{title}</title>
<h1>{title}</h1>
<form method="post"><input name="url" type="url" size="60" required> <button>Add</button></form>
<ul>{items}</ul>
"""


def openai_base_url(gateway: str) -> str:
    """The gateway is handed over as a bare origin; its API lives under /v1."""
    gateway = gateway.rstrip("/")
    return gateway if urlsplit(gateway).path else f"{gateway}/v1"


def database() -> psycopg.Connection:
    return psycopg.connect(
        host=os.environ["POSTGRES_HOST"],
        port=os.environ["POSTGRES_PORT"],
        user=os.environ["POSTGRES_USER"],
        password=os.environ["POSTGRES_PASSWORD"],
        dbname=os.environ["POSTGRES_DB"],
    )


def excerpt(url: str) -> dict:
    service = os.environ["INTEGRATION_EXCERPT_URL"]
    with urlopen(f"{service}/excerpt?url={quote(url, safe='')}", timeout=30) as response:
        return json.load(response)


def summarise(text: str) -> str:
    completion = client.chat.completions.create(
        model=os.environ["MODEL_SUMMARY"],
        messages=[
            {"role": "system", "content": "Sum up the article in two plain sentences."},
            {"role": "user", "content": text},
        ],
    )
    return completion.choices[0].message.content or ""


def add(url: str) -> None:
    found = excerpt(url)
    summary = summarise(found["text"])
    with database() as db:
        db.execute(
            "INSERT INTO article (url, title, summary) VALUES (%s, %s, %s) "
            "ON CONFLICT (url) DO UPDATE SET title = excluded.title, summary = excluded.summary",
            (url, found["title"], summary),
        )


def page() -> str:
    with database() as db:
        rows = db.execute("SELECT url, title, summary FROM article ORDER BY added DESC").fetchall()
    items = "".join(
        f'<li><a href="{escape(url)}">{escape(title)}</a><br>{escape(summary)}</li>'
        for url, title, summary in rows
    )
    return PAGE.format(title=escape(os.environ["PAGE_TITLE"]), items=items)


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/healthz":
            self.reply(200, "ok")
        elif self.path == "/":
            self.reply(200, page())
        else:
            self.reply(404, "not found")

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
        url = form.get("url", [""])[0]
        if urlsplit(url).scheme not in ("http", "https"):
            self.reply(400, "a link starts with http:// or https://")
            return
        add(url)
        self.send_response(303)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def reply(self, status: int, text: str) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    client = OpenAI(
        base_url=openai_base_url(os.environ["ASTRO_GATEWAY_URL"]),
        api_key=os.environ["ASTRO_GATEWAY_API_KEY"],
    )
    with database() as db:
        db.execute(SCHEMA)
    ThreadingHTTPServer(("", int(os.environ.get("PORT", "80"))), Site).serve_forever()
