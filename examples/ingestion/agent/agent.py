"""POST /ask {"question": "…"}: the answer from the handbook, and the titles of the pages it came from."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import store


def answer(question: str) -> dict:
    pages = store.search(question)
    text = "\n\n".join(f"# {page['title']}\n{page['text']}" for page in pages)
    completion = store.gateway().chat.completions.create(
        model=os.environ["MODEL_ANSWER"],
        messages=[
            {"role": "system", "content": f"Answer from these handbook pages alone:\n\n{text}"},
            {"role": "user", "content": question},
        ],
    )
    return {
        "answer": completion.choices[0].message.content,
        "pages": [page["title"] for page in pages],
    }


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/healthz":
            self.reply(200, {"ok": True})
        else:
            self.reply(404, {"error": "not found"})

    def do_POST(self) -> None:
        try:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            question = body["question"]
        except (ValueError, KeyError, TypeError):
            self.reply(400, {"error": 'send {"question": "…"}'})
            return
        self.reply(200, answer(question))

    def reply(self, status: int, body: dict) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    ThreadingHTTPServer(("", int(os.environ.get("PORT", "80"))), Handler).serve_forever()
