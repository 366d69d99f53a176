# {{ header }}
"""What the agent `{{ agent }}` declares, as typed Python."""

from .read import ConfigError, Problem, Secret
from .settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._env_file import load_env_file
{% if gateway %}
    from ._gateway import ChatModel, EmbeddingModel, async_gateway, gateway
{% endif %}

{% set types = ["ChatModel", "EmbeddingModel"] if gateway else [] %}
{% set functions = ["async_gateway", "gateway"] if gateway else [] %}
__all__ = [
{% for name in (types + ["ConfigError", "Problem", "Secret", "Settings"]) | sort(case_sensitive=true) %}
    "{{ name }}",
{% endfor %}
{% for name in functions + ["load_env_file"] %}
    "{{ name }}",
{% endfor %}
]

if not TYPE_CHECKING:

    def __getattr__(name):
        # Imported when it is asked for: the settings are there in no time.
        if name == "load_env_file":
            from . import _env_file as module
{% if gateway %}
        elif name in __all__:
            from . import _gateway as module
{% endif %}
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(module, name)
