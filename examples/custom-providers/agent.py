"""GET /queue: the open tickets of both help desks, most urgent first; verdicts are kept in redis for a day."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import Request, urlopen

import redis
from openai import OpenAI

DAY = 24 * 60 * 60
RATE = "How urgent is this ticket, from 0 (can wait) to 9 (someone can't work)? Answer with the digit alone, or ? if unsure."


def tickets(desk: str, base_url: str, api_key: str, page_size: str) -> list[dict]:
    """The desk answers with a list of {id, subject, body}."""
    url = f"{base_url.rstrip('/')}/tickets?status=open&limit={page_size}"
    request = Request(url, headers={"Authorization": f"Bearer {api_key}"})
    with urlopen(request, timeout=20) as response:
        return [{"desk": desk, **ticket} for ticket in json.load(response)]


def ask(base_url: str, api_key: str, model: str, ticket: dict) -> str:
    completion = OpenAI(base_url=base_url, api_key=api_key).chat.completions.create(
        model=model,
        messages=[
            {"role": "system", "content": RATE},
            {"role": "user", "content": f"{ticket['subject']}\n\n{ticket['body']}"},
        ],
    )
    return (completion.choices[0].message.content or "").strip()


def urgency(ticket: dict) -> int:
    """The small model decides; the large one is asked only where the small one is unsure."""
    key = f"urgency:{ticket['desk']}:{ticket['id']}"
    if (kept := cache.get(key)) is not None:
        return int(kept)
    verdict = ask(
        os.environ["INFERENCE_SMALL_BASE_URL"],
        os.environ["INFERENCE_SMALL_API_KEY"],
        os.environ["INFERENCE_SMALL_MODEL"],
        ticket,
    )
    if not is_digit(verdict):
        verdict = ask(
            os.environ["INFERENCE_LARGE_BASE_URL"],
            os.environ["INFERENCE_LARGE_API_KEY"],
            os.environ["INFERENCE_LARGE_MODEL"],
            ticket,
        )
    # Nobody could say: in the middle, for a person to look at.
    rated = int(verdict) if is_digit(verdict) else 5
    cache.set(key, rated, ex=DAY)
    return rated


def is_digit(text: str) -> bool:
    return len(text) == 1 and text in "0123456789"


def queue() -> list[dict]:
    found = tickets(
        "ours",
        os.environ["HELPDESK_BASE_URL"],
        os.environ["HELPDESK_API_KEY"],
        os.environ["HELPDESK_PAGE_SIZE"],
    ) + tickets(
        "partner",
        os.environ["HELPDESK_PARTNER_BASE_URL"],
        os.environ["HELPDESK_PARTNER_API_KEY"],
        os.environ["HELPDESK_PARTNER_PAGE_SIZE"],
    )
    rated = [
        {"desk": t["desk"], "id": t["id"], "subject": t["subject"], "urgency": urgency(t)}
        for t in found
    ]
    return sorted(rated, key=lambda ticket: -ticket["urgency"])


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/healthz":
            self.reply(200, {"ok": True})
        elif self.path == "/queue":
            self.reply(200, queue())
        else:
            self.reply(404, {"error": "not found"})

    def reply(self, status: int, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    cache = redis.from_url(os.environ["REDIS_URL"])
    ThreadingHTTPServer(("", int(os.environ.get("PORT", "80"))), Handler).serve_forever()
