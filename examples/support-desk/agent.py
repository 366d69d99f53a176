"""First answers for the workshop's customers: POST /ask, from the parts graph, known problems and a gateway model."""

import hmac
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from neo4j import GraphDatabase
from openai import OpenAI

FITTING = """
MATCH (part:Part)-[:FITS]->(bicycle:Bicycle)
WHERE toLower($question) CONTAINS toLower(bicycle.name)
RETURN part.name AS name, part.kind AS kind, bicycle.name AS bicycle
ORDER BY bicycle, name LIMIT $limit
"""


def openai_base_url(gateway: str) -> str:
    """The gateway is handed over as a bare origin; its API lives under /v1."""
    gateway = gateway.rstrip("/")
    return gateway if urlsplit(gateway).path else f"{gateway}/v1"


def graph_auth() -> tuple[str, str] | None:
    """NEO4J_AUTH is `none`, or the user and the password with a slash between."""
    auth = os.environ["NEO4J_AUTH"]
    if auth == "none":
        return None
    user, _, password = auth.partition("/")
    return user, password


def parts(question: str) -> list[str]:
    months = json.loads(os.environ["WARRANTY_MONTHS"])
    limit = json.loads(os.environ["MAX_PARTS"])
    records, _, _ = graph.execute_query(FITTING, question=question, limit=limit)
    return [
        f"{r['name']} fits the {r['bicycle']}; warranty {months.get(r['kind'], 0)} months"
        for r in records
    ]


def known_problems(question: str) -> list[str]:
    if not json.loads(os.environ["SEARCH_ISSUES"]):
        return []
    labels = " ".join(f'label:"{label}"' for label in json.loads(os.environ["ISSUE_LABELS"]))
    words = " ".join(question.split()[:8])
    query = f"repo:{os.environ['MANUALS_REPOSITORY']} is:issue {labels} {words}"
    request = Request(
        f"https://api.github.com/search/issues?{urlencode({'q': query, 'per_page': 3})}",
        headers={"Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}"},
    )
    try:
        with urlopen(request, timeout=10) as response:
            return [issue["title"] for issue in json.load(response)["items"]]
    except URLError as error:
        # An answer without the known problems is better than none.
        print(f"known problems could not be read: {error}")
        return []


def answer(question: str) -> str:
    facts = parts(question) + [f"Known problem: {title}" for title in known_problems(question)]
    completion = model.chat.completions.create(
        model=os.environ["MODEL_ID"],
        messages=[
            {
                "role": "system",
                "content": f"You are a bicycle workshop's front desk. Be {os.environ['TONE']}. "
                "Rely on these facts, and say so when they don't suffice:\n" + "\n".join(facts),
            },
            {"role": "user", "content": question},
        ],
    )
    written = completion.choices[0].message.content or ""
    return "\n".join(
        part for part in (os.environ["GREETING"], written, os.environ.get("SIGNATURE")) if part
    )


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/healthz":
            self.reply(200, {"ok": True})
        else:
            self.reply(404, {"error": "not found"})

    def do_POST(self) -> None:
        key = os.environ.get("FRONT_DESK_KEY")
        sent = self.headers.get("Authorization", "")
        if key and not hmac.compare_digest(sent.encode(), f"Bearer {key}".encode()):
            self.reply(401, {"error": "send the front desk's key as a bearer token"})
            return
        try:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            question = body["question"]
        except (ValueError, KeyError, TypeError):
            self.reply(400, {"error": 'send {"question": "…"}'})
            return
        self.reply(200, {"answer": answer(question)})

    def reply(self, status: int, body: dict) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    model = OpenAI(
        base_url=openai_base_url(os.environ["ASTRO_GATEWAY_URL"]),
        api_key=os.environ["ASTRO_GATEWAY_API_KEY"],
    )
    graph = GraphDatabase.driver(os.environ["NEO4J_URL"], auth=graph_auth())
    graph.execute_query(Path("parts.cypher").read_text(encoding="utf-8"))
    ThreadingHTTPServer(("", int(os.environ.get("PORT", "80"))), Handler).serve_forever()
