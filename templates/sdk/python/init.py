# {{ header }}
"""What the agent `{{ agent }}` declares, as typed Python."""

{% if gateway %}
from ._gateway import ChatModel, EmbeddingModel, async_gateway, gateway
{% endif %}
from .read import ConfigError, Problem, Secret
from .settings import Settings

{% set gatewayed = ["ChatModel", "EmbeddingModel"] if gateway else [] %}
{% set functions = ["async_gateway", "gateway"] if gateway else [] %}
__all__ = [
{% for name in (gatewayed + ["ConfigError", "Problem", "Secret", "Settings"]) | sort(case_sensitive=true) %}
    "{{ name }}",
{% endfor %}
{% for name in functions %}
    "{{ name }}",
{% endfor %}
]
