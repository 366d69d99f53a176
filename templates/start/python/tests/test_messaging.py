"""The agent's own side of a conversation, with a model that needs no network."""

import asyncio
import json

import httpx
from astropods_adapter_core import StreamOptions
from openai import AsyncOpenAI

from agent import Agent
from {{ package }}.models import Model


class Hooks:
    """Notes what a chat would be shown."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.ended: list[str] = []

    def on_chunk(self, text: str) -> None:
        self.said.append(text)

    def on_error(self, error: Exception) -> None:
        self.ended.append(str(error))

    def on_finish(self) -> None:
        self.ended.append("")


def completion(request: httpx.Request) -> httpx.Response:
    """What a gateway streams: the question, in pieces."""
    asked = json.loads(request.content)
    assert asked["model"] == "a-model" and asked["stream"]
    pieces = ["You said: ", asked["messages"][-1]["content"]]
    chunks = [
        {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "a-model", "choices": [choice]}
        for choice in ({"index": 0, "delta": {"role": "assistant", "content": piece}} for piece in pieces)
    ]
    body = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
    return httpx.Response(200, text=body, headers={"Content-Type": "text/event-stream"})


def refusal(_: httpx.Request) -> httpx.Response:
    return httpx.Response(401, json={"error": {"message": "wrong key"}})


def asked(message: str, answers) -> Hooks:
    http = httpx.AsyncClient(transport=httpx.MockTransport(answers))
    model = Model("a-model", AsyncOpenAI(base_url="http://model.invalid/v1", api_key="none", http_client=http))
    hooks = Hooks()
    asyncio.run(Agent(model).stream(message, hooks, StreamOptions(conversation_id="1", user_id="u")))
    return hooks


def test_an_answer_comes_in_pieces_and_ends_once() -> None:
    hooks = asked("grüezi", completion)
    assert (hooks.said, hooks.ended) == (["You said: ", "grüezi"], [""])


def test_a_model_that_refuses_is_told_without_its_reason() -> None:
    hooks = asked("hi", refusal)
    assert (hooks.said, hooks.ended) == ([], ["the model can't be asked"])
