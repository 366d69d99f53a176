// {{ header }}
// An agent to begin with. Copy it: what you write belongs beside this package, not into it.
import { Agent } from "@mastra/core/agent";
import { gateway } from {{ (name ~ "/gateway") | javascript }};

const agent = new Agent({
  id: {{ agent | javascript }},
  name: {{ agent | javascript }},
  instructions: "Answer in one sentence.",
  model: gateway().chat({{ gateway.first | javascript }}),
});

const stream = await agent.stream("What can you do?");
for await (const text of stream.textStream) process.stdout.write(text);
process.stdout.write("\n");
