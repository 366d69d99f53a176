"""The agent's own side of a conversation, with a model that needs no network."""

import json
from collections.abc import Iterator

import httpx
import pytest
from fastapi.testclient import TestClient
from openai import AsyncOpenAI

from agent import app
from {{ package }}.models import Model, async_chat


def streamed(*deltas: dict[str, object]) -> httpx.Response:
    chunks = [
        {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "a-model", "choices": [choice]}
        for choice in ({"index": 0, "delta": {"role": "assistant", **delta}} for delta in deltas)
    ]
    body = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
    return httpx.Response(200, text=body, headers={"Content-Type": "text/event-stream"})


def completion(request: httpx.Request) -> httpx.Response:
    """Asks for the time first, and says then what it was told."""
    asked = json.loads(request.content)
    assert asked["model"] == "a-model" and asked["stream"]
    assert [tool["function"]["name"] for tool in asked["tools"]] == ["now"]
    last = asked["messages"][-1]
    if last["role"] == "user":
        call = {"index": 0, "id": "call-1", "type": "function", "function": {"name": "now", "arguments": "{}"}}
        return streamed({"tool_calls": [call]})
    return streamed({"content": "It is "}, {"content": last["content"]})


def refusal(_: httpx.Request) -> httpx.Response:
    return httpx.Response(401, json={"error": {"message": "wrong key"}})


def model(answers) -> Model[AsyncOpenAI]:
    http = httpx.AsyncClient(transport=httpx.MockTransport(answers))
    return Model("a-model", AsyncOpenAI(base_url="http://model.invalid/v1", api_key="none", http_client=http))


@pytest.fixture
def client() -> Iterator[TestClient]:
    app.dependency_overrides[async_chat] = lambda: model(completion)
    yield TestClient(app)
    app.dependency_overrides.clear()


def said(text: str) -> list[str]:
    return [line.removeprefix("data: ") for line in text.splitlines() if line]


def test_it_is_well(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}


def test_a_tool_is_called_and_the_answer_comes_in_pieces(client: TestClient) -> None:
    answer = client.post("/chat", json={"message": "What time is it?"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    *pieces, end = said(answer.text)
    text = "".join(json.loads(piece)["text"] for piece in pieces)
    assert text.startswith("It is 20") and text.endswith("+00:00") and end == "[DONE]"
    assert len(pieces) == 2


def test_a_model_that_refuses_is_told_without_its_reason(client: TestClient) -> None:
    app.dependency_overrides[async_chat] = lambda: model(refusal)
    assert said(client.post("/chat", json={"message": "hi"}).text) == ['{"error": "the model can\'t be asked"}', "[DONE]"]


@pytest.mark.parametrize("body", [{}, {"message": ""}, {"message": 1}])
def test_what_is_no_question_is_refused(client: TestClient, body: dict[str, object]) -> None:
    assert client.post("/chat", json=body).status_code == 422
