"""Answers `POST /chat` with what a graph of a model and its tools says, as it says it."""

import json
import os
from collections.abc import AsyncIterator
from datetime import datetime, timezone
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI
from fastapi.responses import StreamingResponse
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.prebuilt import ToolNode, tools_condition
from openai import AsyncOpenAI, OpenAIError
from pydantic import BaseModel, Field

from {{ package }}.models import Model, async_chat

INSTRUCTIONS = "You are a helpful assistant. Answer in a few sentences, and use your tools where they help."

# How often a question may go around the graph.
MOST_STEPS = 12

app = FastAPI(title="{{ name }}")


class Question(BaseModel):
    """What a user asks."""

    message: str = Field(min_length=1, max_length=32_000)


@tool
def now() -> str:
    """The date and time, in UTC."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


TOOLS = [now]

# The graph: what it keeps, knows, takes and gives.
Graph = CompiledStateGraph[MessagesState, Any, MessagesState, MessagesState]


def graph(model: Annotated[Model[AsyncOpenAI], Depends(async_chat)]) -> Graph:
    """The model, which may call tools until it has an answer."""
    completions = model.client.chat.completions
    chat = ChatOpenAI(model=model.id, client=completions, async_client=completions).bind_tools(TOOLS)

    async def think(state: MessagesState) -> dict[str, list[AIMessage]]:
        return {"messages": [await chat.ainvoke([SystemMessage(INSTRUCTIONS), *state["messages"]])]}

    steps = StateGraph(MessagesState)
    steps.add_node("think", think)
    steps.add_node("tools", ToolNode(TOOLS))
    steps.add_edge(START, "think")
    steps.add_conditional_edges("think", tools_condition)
    steps.add_edge("tools", "think")
    return steps.compile()


@app.get("/health")
async def health() -> dict[str, str]:
    """Whether this process can answer at all."""
    return {"status": "ok"}


@app.post("/chat")
async def chat(question: Question, steps: Annotated[Graph, Depends(graph)]) -> StreamingResponse:
    """The answer as server-sent events: a `text` each, an `error` if it broke off, and `[DONE]` at its end."""
    return StreamingResponse(events(steps, question.message), media_type="text/event-stream")


async def events(steps: Graph, message: str) -> AsyncIterator[str]:
    try:
        async for text in answer(steps, message):
            yield event({"text": text})
    except OpenAIError as error:
        # What went wrong is for the log; users see that something did.
        print(f"the model can't be asked: {error}", flush=True)
        yield event({"error": "the model can't be asked"})
    yield "data: [DONE]\n\n"


async def answer(steps: Graph, message: str) -> AsyncIterator[str]:
    """What the model says, piece by piece."""
    asked = MessagesState(messages=[HumanMessage(message)])
    async for chunk, _ in steps.astream(asked, {"recursion_limit": MOST_STEPS}, stream_mode="messages"):
        if isinstance(chunk, AIMessageChunk) and isinstance(chunk.content, str) and chunk.content:
            yield chunk.content


def event(data: dict[str, str]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=int(os.environ.get("PORT", "8080")))
