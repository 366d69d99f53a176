# {{ header }}
"""Lets in who knows the gateway's one key, and serves the API that the gateway stands for and nothing else.

The server has hundreds of routes more: other providers' APIs, which would go around the models of its configuration,
pages of its administration, and some that ask for no key. Without a database, it would answer 400 to a wrong key.
"""

import hmac
import json
import os

from litellm.proxy._types import ProxyException, UserAPIKeyAuth
from litellm.proxy.proxy_server import app

SERVED = {
    ("GET", "/health/liveness"),
    ("GET", "/models"),
    ("GET", "/v1/models"),
    ("POST", "/chat/completions"),
    ("POST", "/v1/chat/completions"),
    ("POST", "/embeddings"),
    ("POST", "/v1/embeddings"),
}
ELSEWHERE = "the gateway serves chat completions, embeddings and the list of models, and no API of a provider's own"


async def check(request, api_key):
    expected = os.environ["LITELLM_MASTER_KEY"].encode()
    if not hmac.compare_digest((api_key or "").encode(), expected):
        raise ProxyException(
            message="wrong or missing key: the client has to send ASTRO_GATEWAY_API_KEY",
            type="authentication_error",
            param="api_key",
            code=401,
        )
    return UserAPIKeyAuth(api_key=api_key)


class Gate:
    """Stands before everything of the server, also before what runs without `check`."""

    def __init__(self, server):
        self.server = server

    async def __call__(self, scope, receive, send):
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        elif scope["type"] != "http" or (scope["method"], scope["path"]) in SERVED:
            await self.server(scope, receive, send)
        else:
            body = json.dumps({"error": {"message": ELSEWHERE, "type": "not_found", "code": "404"}}).encode()
            headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": 404, "headers": headers})
            await send({"type": "http.response.body", "body": body})


# The server reads its configuration, and so this file, while it starts. Its layers are put together by then; a server
# that had none yet would build them without the gate, so that it must not start.
if app.middleware_stack is None:
    raise RuntimeError("the server is not put together yet")
app.middleware_stack = Gate(app.middleware_stack)
