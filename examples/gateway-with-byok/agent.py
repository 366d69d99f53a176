"""POST /write {"brief": "…"}: a fine-tune drafts in the house style, a gateway model checks the draft's facts."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from openai import OpenAI

CHECKER = "claude-haiku-4-5"
CHECK = (
    "Compare the draft with the brief. List each claim of the draft that the brief "
    "doesn't support, one a line. If there is none, answer with the single word OK."
)


def openai_base_url(gateway: str) -> str:
    """The gateway is handed over as a bare origin; its API lives under /v1."""
    gateway = gateway.rstrip("/")
    return gateway if urlsplit(gateway).path else f"{gateway}/v1"


def ask(client: OpenAI, model: str, system: str, user: str) -> str:
    completion = client.chat.completions.create(
        model=model,
        messages=[{"role": "system", "content": system}, {"role": "user", "content": user}],
    )
    return completion.choices[0].message.content or ""


def write(brief: str) -> dict:
    draft = ask(writer, os.environ["FINE_TUNE_MODEL"], "Write in the house style.", brief)
    verdict = ask(gateway, CHECKER, CHECK, f"Brief:\n{brief}\n\nDraft:\n{draft}")
    doubts = [] if verdict.strip() == "OK" else [line for line in verdict.splitlines() if line]
    return {"draft": draft, "doubts": doubts}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.reply(*((200, {"ok": True}) if self.path == "/healthz" else (404, {"error": "not found"})))

    def do_POST(self) -> None:
        try:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            brief = body["brief"]
        except (ValueError, KeyError, TypeError):
            self.reply(400, {"error": 'send {"brief": "…"}'})
            return
        self.reply(200, write(brief))

    def reply(self, status: int, body: dict) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    gateway = OpenAI(
        base_url=openai_base_url(os.environ["ASTRO_GATEWAY_URL"]),
        api_key=os.environ["ASTRO_GATEWAY_API_KEY"],
    )
    writer = OpenAI(base_url="https://api.openai.com/v1", api_key=os.environ["OPENAI_API_KEY"])
    ThreadingHTTPServer(("", int(os.environ.get("PORT", "80"))), Handler).serve_forever()
