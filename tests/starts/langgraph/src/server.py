"""A graph that counts in Redis how often it was asked."""

import os
from typing import TypedDict

import redis
from fastapi import FastAPI
from langgraph.graph import END, START, StateGraph
from pydantic import BaseModel

store = redis.Redis.from_url(os.environ["REDIS_URL"])


class State(TypedDict):
    message: str
    answer: str


class Question(BaseModel):
    message: str


def count(state: State) -> State:
    return State(message=state["message"], answer=f"{state['message']}: question {store.incr('questions')}")


steps = StateGraph(State)
steps.add_node("count", count)
steps.add_edge(START, "count")
steps.add_edge("count", END)
graph = steps.compile()
app = FastAPI()


@app.post("/chat")
def chat(question: Question) -> dict[str, str]:
    return {"text": graph.invoke(State(message=question.message, answer=""))["answer"]}
