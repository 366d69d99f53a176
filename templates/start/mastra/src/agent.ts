/** What answers: a model of the AI Gateway, with a tool. */
import { Agent } from "@mastra/core/agent";
import { createTool } from "@mastra/core/tools";
import { z } from "zod";
import { chat } from "{{ package }}/models";

const now = createTool({
  id: "now",
  description: "The date and time, in UTC.",
  inputSchema: z.object({}),
  execute: async () => ({ now: new Date().toISOString() }),
});

export const agent = (): Agent =>
  new Agent({
    id: "{{ name }}",
    name: "{{ name }}",
    instructions:
      "You are a helpful assistant. Answer in a few sentences, and use your tools where they help.",
    model: chat(),
    tools: { now },
  });
