"""The agent's own side of a conversation, with a model that needs no network."""

import json
from collections.abc import Iterator

import httpx
import pytest
from fastapi.testclient import TestClient
from openai import AsyncOpenAI

from agent import app
from {{ package }}.models import Model, async_chat


def completion(request: httpx.Request) -> httpx.Response:
    asked = json.loads(request.content)
    assert asked["model"] == "a-model" and asked["stream"]
    words = ["You ", "said: ", asked["messages"][-1]["content"]]
    chunks = [
        {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "a-model", "choices": [choice]}
        for choice in ({"index": 0, "delta": {"content": word}} for word in words)
    ]
    body = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
    return httpx.Response(200, text=body, headers={"Content-Type": "text/event-stream"})


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


def test_an_answer_comes_in_pieces_and_ends(client: TestClient) -> None:
    answer = client.post("/chat", json={"message": "grüezi"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    *pieces, end = said(answer.text)
    assert "".join(json.loads(piece)["text"] for piece in pieces) == "You said: grüezi"
    assert len(pieces) == 3 and end == "[DONE]"


def test_a_model_that_refuses_is_told_without_its_reason(client: TestClient) -> None:
    app.dependency_overrides[async_chat] = lambda: model(refusal)
    assert said(client.post("/chat", json={"message": "hi"}).text) == ['{"error": "the model can\'t be asked"}', "[DONE]"]


@pytest.mark.parametrize("body", [{}, {"message": ""}, {"message": 1}])
def test_what_is_no_question_is_refused(client: TestClient, body: dict[str, object]) -> None:
    assert client.post("/chat", json=body).status_code == 422
