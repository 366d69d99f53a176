"""Answers `POST /chat` with what a model of the gateway says."""

import os

import uvicorn
from fastapi import FastAPI
from my_agent_ast import gateway
from pydantic import BaseModel

app = FastAPI()
client = gateway()
model = os.environ.get("MODEL", "claude-sonnet-4-6")


class Question(BaseModel):
    message: str


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/chat")
def chat(question: Question) -> dict[str, str | None]:
    answer = client.chat.completions.create(model=model, messages=[{"role": "user", "content": question.message}])
    return {"text": answer.choices[0].message.content}


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=int(os.environ.get("PORT", "8080")))
