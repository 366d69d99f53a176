"""Answers the messages of a chat with what a model says, as it says it."""

from collections.abc import AsyncIterator

from astropods_adapter_core import StreamHooks, StreamOptions, serve
from openai import AsyncOpenAI, OpenAIError

from {{ package }}.models import Model, async_chat

INSTRUCTIONS = "You are a helpful assistant. Answer in a few sentences."


class Agent:
    """What the platform's messaging hands messages to, each with a way to answer it."""

    name = "{{ name }}"

    def __init__(self, model: Model[AsyncOpenAI]) -> None:
        self.model = model

    async def stream(self, prompt: str, hooks: StreamHooks, options: StreamOptions) -> None:
        try:
            async for text in self.answer(prompt):
                hooks.on_chunk(text)
        except OpenAIError as error:
            # What went wrong is for the log; users see that something did.
            print(f"the model can't be asked: {error}", flush=True)
            hooks.on_error(RuntimeError("the model can't be asked"))
        else:
            hooks.on_finish()

    def get_config(self) -> dict[str, object]:
        """What the chat shows of the agent."""
        return {"system_prompt": INSTRUCTIONS, "tools": []}

    async def answer(self, message: str) -> AsyncIterator[str]:
        """What the model says, piece by piece."""
        stream = await self.model.client.chat.completions.create(
            model=self.model.id,
            messages=[{"role": "system", "content": INSTRUCTIONS}, {"role": "user", "content": message}],
            stream=True,
        )
        async for chunk in stream:
            for choice in chunk.choices:
                if text := choice.delta.content:
                    yield text


if __name__ == "__main__":
    serve(Agent(async_chat()))
