#!/usr/bin/env python3
"""The generated Python packages in the frameworks that people use: sdk-frameworks FRAMEWORKS FOLDER URL KEY.

FOLDER holds `choices` with its package; a gateway with made-up answers listens at URL and refuses whatever comes from the
environment of somebody else. FRAMEWORKS are names of functions here, as not all of them can be installed beside each other.
"""

import asyncio
import os
import pathlib
import sys
import time
from typing import Annotated

frameworks, folder, url, key = sys.argv[1:]
sys.path.insert(0, str(pathlib.Path(folder) / "choices/sdk/python"))
os.environ |= {"ASTRO_GATEWAY_URL": url, "ASTRO_GATEWAY_API_KEY": key, "OPENAI_API_KEY": "stray"}
MODEL = "claude-haiku-4-5"
ANSWER = f"mock answer of {MODEL}"


def fastapi():
    """Factories are dependencies as they stand, and a test replaces them."""
    from choices_ast import Settings, async_gateway, gateway, models
    from fastapi import Depends, FastAPI
    from fastapi.testclient import TestClient
    from openai import AsyncOpenAI, OpenAI

    app = FastAPI()
    hello = [{"role": "user", "content": "hello"}]

    @app.get("/now")
    def now(client: Annotated[OpenAI, Depends(gateway)], model: Annotated[models.Model[OpenAI], Depends(models.chat)]):
        return [client.chat.completions.create(model=MODEL, messages=hello).choices[0].message.content, model.id]

    @app.get("/settings")
    def settings(given: Annotated[Settings, Depends(Settings.load)]):
        return given.models.chat.model

    @app.get("/later")
    async def later(client: Annotated[AsyncOpenAI, Depends(async_gateway)]):
        return (await client.chat.completions.create(model=MODEL, messages=hello)).choices[0].message.content

    test = TestClient(app)
    assert ANSWER in test.get("/now").json()[0] and ANSWER in test.get("/later").json()
    other = Settings.example(ASTRO_GATEWAY_URL=url, ASTRO_GATEWAY_API_KEY=key, MODEL_CHAT="busy")
    app.dependency_overrides[models.chat] = lambda: models.chat(other)
    assert test.get("/now").json()[1] == "busy"
    assert test.get("/settings").json() == "claude-sonnet-4-6"
    app.dependency_overrides[Settings.load] = lambda: other
    assert test.get("/settings").json() == "busy"
    for path in ("/now", "/settings"):
        assert list(test.get("/openapi.json").json()["paths"][path]["get"]) == ["summary", "operationId", "responses"]


def chat_openai():
    from choices_ast import async_gateway, gateway
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(model=MODEL, client=gateway().chat.completions, async_client=async_gateway().chat.completions)


def langchain():
    from langchain.agents import create_agent

    model = chat_openai()
    assert ANSWER in model.invoke("hello").content
    assert ANSWER in "".join(chunk.content for chunk in model.stream("hello"))
    assert ANSWER in asyncio.run(model.ainvoke("hello")).content
    agent = create_agent(model, tools=[])
    assert ANSWER in agent.invoke({"messages": [{"role": "user", "content": "hello"}]})["messages"][-1].content


def langgraph():
    from langgraph.graph import END, START, MessagesState, StateGraph

    model = chat_openai()
    graph = StateGraph(MessagesState)
    graph.add_node("answer", lambda state: {"messages": [model.invoke(state["messages"])]})
    graph.add_edge(START, "answer")
    graph.add_edge("answer", END)
    assert ANSWER in graph.compile().invoke({"messages": [("user", "hello")]})["messages"][-1].content


def pydantic_ai():
    from choices_ast import async_gateway
    from pydantic_ai import Agent
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    async def run():
        agent = Agent(OpenAIChatModel(MODEL, provider=OpenAIProvider(openai_client=async_gateway())))
        assert ANSWER in (await agent.run("hello")).output
        async with agent.run_stream("hello") as stream:
            assert ANSWER in await stream.get_output()

    asyncio.run(run())


def openai_agents():
    from agents import Agent, OpenAIChatCompletionsModel, Runner, set_tracing_disabled
    from choices_ast import async_gateway

    set_tracing_disabled(True)
    agent = Agent(name="test", model=OpenAIChatCompletionsModel(MODEL, async_gateway()))
    assert ANSWER in asyncio.run(Runner.run(agent, "hello")).final_output


def llama_index():
    """It takes an address alone, and so sends what the environment says to its client."""
    for name in [name for name in os.environ if name.startswith("OPENAI_")]:
        del os.environ[name]
    from choices_ast import Settings
    from llama_index.llms.openai_like import OpenAILike

    gateway = Settings.example(ASTRO_GATEWAY_URL=url, ASTRO_GATEWAY_API_KEY=key).gateway
    model = OpenAILike(model=MODEL, api_base=gateway.base_url, api_key=gateway.api_key.reveal(), is_chat_model=True)
    assert ANSWER in model.complete("hello").text
    assert ANSWER in "".join(chunk.delta or "" for chunk in model.stream_complete("hello"))


for name in frameworks.split(","):
    begin = time.monotonic()
    globals()[name]()
    print(f"sdk-frameworks: {name} ok, {time.monotonic() - begin:.1f} s")
