{% from "sdk/python/section.py" import quoted, settings as classes %}
# {{ header }}
"""The settings of `{{ quoted(job.path) }}`: every variable that it is given, typed and checked."""

from __future__ import annotations

{% if job.has_options %}
from typing import Final, Literal

{% endif %}
from .. import read
{% if not job.has_options %}

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final
{% endif %}
{{ classes(job) -}}
