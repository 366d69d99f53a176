"""Answers what it is asked with what it was given, in the way of a finished agent."""

import os

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
token = os.environ["TICKETS_TOKEN"]
most = int(os.environ["MOST_TICKETS"])


class Question(BaseModel):
    message: str


@app.get("/health")
def health() -> dict[str, bool]:
    return {"ok": True}


@app.post("/chat")
def chat(question: Question) -> dict[str, str]:
    return {"text": f"{question.message}: {most} tickets, token of {len(token)}"}
