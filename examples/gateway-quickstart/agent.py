"""Answers POST /ask by a model behind the AI gateway; the model is the caller's choice."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from openai import OpenAI

DEFAULT_MODEL = "claude-sonnet-4-6"


def openai_base_url(gateway: str) -> str:
    """The gateway is handed over as a bare origin; its API lives under /v1."""
    gateway = gateway.rstrip("/")
    return gateway if urlsplit(gateway).path else f"{gateway}/v1"


class Ask(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        try:
            body = json.loads(self.rfile.read(length))
            question, model = body["question"], body.get("model", DEFAULT_MODEL)
        except (ValueError, KeyError, TypeError, AttributeError):
            self.reply(400, {"error": 'send {"question": "…"}, and "model" if you like'})
            return
        completion = client.chat.completions.create(
            model=model, messages=[{"role": "user", "content": question}]
        )
        self.reply(200, {"model": model, "answer": completion.choices[0].message.content})

    def reply(self, status: int, body: dict) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    client = OpenAI(
        base_url=openai_base_url(os.environ["ASTRO_GATEWAY_URL"]),
        api_key=os.environ["ASTRO_GATEWAY_API_KEY"],
    )
    ThreadingHTTPServer(("", 8080), Ask).serve_forever()
