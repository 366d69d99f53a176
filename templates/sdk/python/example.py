{% from "sdk/python/section.py" import imports %}
# {{ header }}
"""An agent to begin with. Copy it: what you write belongs beside this package, not into it."""

{% if gateway %}
{{ imports(module, "ConfigError", "gateway") }}
{% else %}
{{ imports(module, "ConfigError", "Settings") }}
{% endif %}


def main() -> None:
    try:
{% if gateway %}
        client = gateway()
{% else %}
        settings = Settings.load()
{% endif %}
    except ConfigError as error:
        raise SystemExit(str(error)) from error
{% if gateway %}
    stream = client.chat.completions.create(
        model={{ gateway.first | python }},
        messages=[{"role": "user", "content": "What can you do?"}],
        stream=True,
    )
    for chunk in stream:
        for choice in chunk.choices:
            print(choice.delta.content or "", end="", flush=True)
    print()
{% else %}
    print(settings)
{% endif %}


if __name__ == "__main__":
    main()
