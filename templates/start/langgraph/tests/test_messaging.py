"""The agent's own side of a conversation, with a model that needs no network."""

import asyncio
import json

import httpx
from astropods_adapter_core import StreamOptions
from openai import AsyncOpenAI

from agent import agent
from {{ package }}.models import Model


class Hooks:
    """Notes what a chat would be shown."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.done: list[str] = []
        self.ended: list[str] = []

    def on_chunk(self, text: str) -> None:
        self.said.append(text)

    def on_status_update(self, status: dict[str, str]) -> None:
        self.done.append(status["custom_message"])

    def on_error(self, error: Exception) -> None:
        self.ended.append(type(error).__name__)

    def on_finish(self) -> None:
        self.ended.append("")


def completed(message: dict[str, object]) -> httpx.Response:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": None, **message}}
    answer = {"id": "1", "object": "chat.completion", "created": 0, "model": "a-model", "choices": [choice]}
    return httpx.Response(200, json=answer)


def completion(request: httpx.Request) -> httpx.Response:
    """Asks for the time first, and says then what it was told, and how much was said before."""
    asked = json.loads(request.content)
    assert asked["model"] == "a-model" and asked["messages"][0]["role"] == "system"
    assert [tool["function"]["name"] for tool in asked["tools"]] == ["now"]
    last = asked["messages"][-1]
    if last["role"] == "user":
        call = {"id": "call-1", "type": "function", "function": {"name": "now", "arguments": "{}"}}
        return completed({"tool_calls": [call]})
    questions = sum(message["role"] == "user" for message in asked["messages"])
    return completed({"content": f"question {questions} at {last['content']}"})


def refusal(_: httpx.Request) -> httpx.Response:
    return httpx.Response(401, json={"error": {"message": "wrong key"}})


def asked(answers, *conversations: str) -> Hooks:
    http = httpx.AsyncClient(transport=httpx.MockTransport(answers))
    model = Model("a-model", AsyncOpenAI(base_url="http://model.invalid/v1", api_key="none", http_client=http))
    hooks, adapter = Hooks(), agent(model)

    async def all_of_them() -> None:
        for conversation in conversations:
            await adapter.stream("What time is it?", hooks, StreamOptions(conversation_id=conversation, user_id="u"))

    asyncio.run(all_of_them())
    return hooks


def test_a_tool_is_called_and_a_conversation_is_known_by_its_own() -> None:
    hooks = asked(completion, "1", "1", "2")
    assert [text[:15] for text in hooks.said] == ["question 1 at 2", "question 2 at 2", "question 1 at 2"]
    assert hooks.done[:2] == ["Running now", "Finished now"] and hooks.ended == ["", "", ""]


def test_a_model_that_refuses_ends_the_answer() -> None:
    hooks = asked(refusal, "1")
    assert (hooks.said, len(hooks.ended)) == ([], 1) and "AuthenticationError" in hooks.ended[0]
