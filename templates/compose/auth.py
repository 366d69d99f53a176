# {{ header }}
"""Lets in who knows the gateway's one key, and answers 401 to everybody else.

Without a database the server itself would answer 400 to a wrong key.
"""

import hmac
import os

from litellm.proxy._types import ProxyException, UserAPIKeyAuth


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
