"""Answers POST /chat by a model behind the AI gateway, with nothing but Python; the model is the caller's choice."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

DEFAULT_MODEL = "claude-sonnet-4-6"


def openai_base_url(gateway: str) -> str:
    """The gateway is handed over as a bare origin; its API lives under /v1."""
    gateway = gateway.rstrip("/")
    return gateway if urlsplit(gateway).path else f"{gateway}/v1"


def complete(model: str, message: str) -> str:
    """What a model says to a message."""
    body = {"model": model, "messages": [{"role": "user", "content": message}]}
    headers = {
        "Authorization": f"Bearer {os.environ['ASTRO_GATEWAY_API_KEY']}",
        "Content-Type": "application/json",
    }
    url = openai_base_url(os.environ["ASTRO_GATEWAY_URL"]) + "/chat/completions"
    with urlopen(Request(url, json.dumps(body).encode(), headers), timeout=60) as response:
        return json.load(response)["choices"][0]["message"]["content"]


class Agent(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/health":
            self.reply(200, {"status": "ok"})
        else:
            self.reply(404, {"error": "POST to /chat"})

    def do_POST(self) -> None:
        try:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            message, model = body["message"], body.get("model", DEFAULT_MODEL)
        except (ValueError, KeyError, TypeError, AttributeError):
            self.reply(400, {"error": 'send {"message": "…"}, and "model" if you like'})
            return
        try:
            self.reply(200, {"model": model, "answer": complete(model, message)})
        except HTTPError as error:
            self.reply(502, {"error": f"the gateway refused: {error.code}"})
        except URLError as error:
            self.reply(502, {"error": f"the gateway can't be reached: {error.reason}"})

    def reply(self, status: int, body: dict) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    port = int(os.environ.get("PORT", "8080"))
    print(f"listening on {port}", flush=True)
    ThreadingHTTPServer(("", port), Agent).serve_forever()
