/** Answers `POST /chat` with what the agent says, as it says it. */
import type { Agent } from "@mastra/core/agent";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { z } from "zod";

const Question = z.object({ message: z.string().min(1).max(32_000) });

/** How often a question may go to the model and its tools. */
const MOST_STEPS = 6;

export const app = (agent: Agent): Hono =>
  new Hono()
    .get("/health", (context) => context.json({ status: "ok" }))
    // The answer as server-sent events: a `text` each, an `error` if it broke off, and `[DONE]` at its end.
    .post("/chat", async (context) => {
      const question = Question.safeParse(await context.req.json().catch(() => null));
      if (!question.success) {
        return context.json({ error: z.treeifyError(question.error) }, 422);
      }
      return streamSSE(context, async (events) => {
        try {
          for await (const text of answer(agent, question.data.message)) {
            await events.writeSSE({ data: JSON.stringify({ text }) });
          }
        } catch (error) {
          // What went wrong is for the log; users see that something did.
          console.error("the model can't be asked:", error instanceof Error ? error.message : error);
          await events.writeSSE({ data: JSON.stringify({ error: "the model can't be asked" }) });
        }
        await events.writeSSE({ data: "[DONE]" });
      });
    });

/** What the model says, piece by piece. */
async function* answer(agent: Agent, message: string): AsyncGenerator<string> {
  const stream = await agent.stream(message, { maxSteps: MOST_STEPS });
  for await (const chunk of stream.fullStream) {
    if (chunk.type === "text-delta") {
      yield chunk.payload.text;
    } else if (chunk.type === "error") {
      throw chunk.payload.error;
    }
  }
}
