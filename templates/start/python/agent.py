"""Answers `POST /chat` with what a model says, as it says it."""

import json
import os
from collections.abc import AsyncIterator
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI
from fastapi.responses import StreamingResponse
from openai import AsyncOpenAI, OpenAIError
from pydantic import BaseModel, Field

from {{ package }}.models import Model, async_chat

INSTRUCTIONS = "You are a helpful assistant. Answer in a few sentences."

app = FastAPI(title="{{ name }}")


class Question(BaseModel):
    """What a user asks."""

    message: str = Field(min_length=1, max_length=32_000)


@app.get("/health")
async def health() -> dict[str, str]:
    """Whether this process can answer at all."""
    return {"status": "ok"}


@app.post("/chat")
async def chat(
    question: Question, model: Annotated[Model[AsyncOpenAI], Depends(async_chat)]
) -> StreamingResponse:
    """The answer as server-sent events: a `text` each, an `error` if it broke off, and `[DONE]` at its end."""
    return StreamingResponse(events(model, question.message), media_type="text/event-stream")


async def events(model: Model[AsyncOpenAI], message: str) -> AsyncIterator[str]:
    try:
        async for text in answer(model, message):
            yield event({"text": text})
    except OpenAIError as error:
        # What went wrong is for the log; users see that something did.
        print(f"the model can't be asked: {error}", flush=True)
        yield event({"error": "the model can't be asked"})
    yield "data: [DONE]\n\n"


async def answer(model: Model[AsyncOpenAI], message: str) -> AsyncIterator[str]:
    """What the model says, piece by piece."""
    stream = await model.client.chat.completions.create(
        model=model.id,
        messages=[{"role": "system", "content": INSTRUCTIONS}, {"role": "user", "content": message}],
        stream=True,
    )
    async for chunk in stream:
        for choice in chunk.choices:
            if text := choice.delta.content:
                yield text


def event(data: dict[str, str]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=int(os.environ.get("PORT", "8080")))
