"""Answers the messages of a chat with what a graph of a model and its tools says."""

from datetime import datetime, timezone
from typing import Any

from astropods_adapter_langchain import LangChainAdapter, serve
from langchain.agents import create_agent
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph.state import CompiledStateGraph
from openai import AsyncOpenAI

from {{ package }}.models import Model, async_chat

INSTRUCTIONS = "You are a helpful assistant. Answer in a few sentences, and use your tools where they help."


@tool
def now() -> str:
    """The date and time, in UTC."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


TOOLS = [now]


def graph(model: Model[AsyncOpenAI]) -> CompiledStateGraph[Any, Any, Any, Any]:
    """The model, which may call tools until it has an answer, and knows what was said before in a conversation."""
    completions = model.client.chat.completions
    chat = ChatOpenAI(model=model.id, client=completions, async_client=completions)
    return create_agent(chat, TOOLS, system_prompt=INSTRUCTIONS, checkpointer=InMemorySaver())


def agent(model: Model[AsyncOpenAI]) -> LangChainAdapter:
    """What the platform's messaging hands messages to."""
    return LangChainAdapter(graph(model), name="{{ name }}", system_prompt=INSTRUCTIONS, tools=TOOLS)


if __name__ == "__main__":
    serve(agent(async_chat()))
