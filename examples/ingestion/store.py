"""The handbook's pages as vectors in qdrant, over its HTTP API; what agent and jobs share."""

import json
import os
import uuid
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from openai import OpenAI


def openai_base_url(gateway: str) -> str:
    """The gateway is handed over as a bare origin; its API lives under /v1."""
    gateway = gateway.rstrip("/")
    return gateway if urlsplit(gateway).path else f"{gateway}/v1"


def gateway() -> OpenAI:
    return OpenAI(
        base_url=openai_base_url(os.environ["ASTRO_GATEWAY_URL"]),
        api_key=os.environ["ASTRO_GATEWAY_API_KEY"],
    )


def embed(texts: list[str]) -> list[list[float]]:
    reply = gateway().embeddings.create(model=os.environ["MODEL_EMBED"], input=texts)
    return [item.embedding for item in reply.data]


def qdrant(method: str, path: str, body: dict | None = None) -> dict:
    headers = {"Content-Type": "application/json"}
    if key := os.environ.get("QDRANT_API_KEY"):
        headers["api-key"] = key
    data = None if body is None else json.dumps(body).encode()
    collection = quote(os.environ["COLLECTION"], safe="")
    url = f"{os.environ['QDRANT_URL']}/collections/{collection}{path}"
    with urlopen(Request(url, data, headers, method=method), timeout=30) as response:
        return json.load(response)


def exists() -> bool:
    try:
        qdrant("GET", "")
    except HTTPError as error:
        if error.code == 404:
            return False
        raise
    return True


def drop() -> None:
    qdrant("DELETE", "")


def save(pages: list[dict]) -> None:
    """A page keeps its place by its title, so saving it again replaces it."""
    if not pages:
        return
    vectors = embed([f"{page['title']}\n{page['text']}" for page in pages])
    if not exists():
        try:
            qdrant("PUT", "", {"vectors": {"size": len(vectors[0]), "distance": "Cosine"}})
        except HTTPError as error:
            # 409: another job made it in the meantime.
            if error.code != 409:
                raise
    points = [
        {
            "id": str(uuid.uuid5(uuid.NAMESPACE_URL, page["title"])),
            "vector": vector,
            "payload": {"title": page["title"], "text": page["text"]},
        }
        for page, vector in zip(pages, vectors, strict=True)
    ]
    qdrant("PUT", "/points?wait=true", {"points": points})


def search(question: str, limit: int = 3) -> list[dict]:
    [vector] = embed([question])
    query = {"query": vector, "limit": limit, "with_payload": True}
    return [hit["payload"] for hit in qdrant("POST", "/points/query", query)["result"]["points"]]
