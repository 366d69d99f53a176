"""Stands in for the messaging service, made of the stubs that the platform publishes: an agent registers at its gRPC port,
and what is posted to `/ask` of its web port is a message to that agent, answered with what came back of it as JSON."""

import asyncio
import json
import os
import signal

import grpc.aio
from astropods_messaging import AgentResponse, ConversationRequest, HealthCheckResponse, Message, User
from astropods_messaging.astro.messaging.v1 import service_pb2_grpc


class Service(service_pb2_grpc.AgentMessagingServicer):
    """One agent, and the conversations that are open with it."""

    def __init__(self):
        self.to_agent = asyncio.Queue()
        self.config = None
        self.is_registered = asyncio.Event()
        self.open = {}

    async def HealthCheck(self, request, context):
        return HealthCheckResponse(status=HealthCheckResponse.Status.Value("HEALTHY"))

    async def ProcessConversation(self, requests, context):
        reader = asyncio.create_task(self.read(requests))
        try:
            while True:
                yield await self.to_agent.get()
        finally:
            reader.cancel()

    async def read(self, requests):
        async for request in requests:
            kind = ConversationRequest.WhichOneof(request, "request")
            if kind == "agent_config":
                self.config = request.agent_config
            elif kind == "message":
                self.is_registered.set()
            elif kind == "agent_response":
                answer = request.agent_response
                self.open[answer.conversation_id].put_nowait(answer)

    async def ask(self, text, conversation):
        """What the agent answers: its pieces, what it does, and how it ends."""
        await asyncio.wait_for(self.is_registered.wait(), 30)
        answers = self.open[conversation] = asyncio.Queue()
        user = User(id="u1", username="Jo")
        message = Message(conversation_id=conversation, platform="web", content=text, user=user)
        await self.to_agent.put(AgentResponse(conversation_id=conversation, incoming_message=message))
        told = {"pieces": [], "status": [], "error": None, "prompt": self.config.system_prompt}
        told["tools"] = [tool.name for tool in self.config.tools]
        while True:
            answer = await asyncio.wait_for(answers.get(), 30)
            kind = answer.WhichOneof("payload")
            if kind == "error":
                return told | {"error": answer.error.message}
            if kind == "status":
                told["status"].append(answer.status.custom_message)
            elif kind == "content":
                if answer.content.content:
                    told["pieces"].append(answer.content.content)
                if answer.content.type == answer.content.ChunkType.Value("END"):
                    return told

    async def serve_web(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next((int(line.split(":")[1]) for line in head.splitlines() if line.lower().startswith("content-length:")), 0)
        body = {"status": "ok"}
        if head.startswith("POST /ask "):
            asked = json.loads(await reader.readexactly(length))
            body = await self.ask(asked["message"], asked["conversation"])
        text = json.dumps(body).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n")
        writer.write(f"Content-Length: {len(text)}\r\n\r\n".encode() + text)
        await writer.drain()
        writer.close()


async def main():
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    service, server = Service(), grpc.aio.server()
    service_pb2_grpc.add_AgentMessagingServicer_to_server(service, server)
    server.add_insecure_port(f"0.0.0.0{os.environ['GRPC_LISTEN_ADDR']}")
    await server.start()
    await asyncio.start_server(service.serve_web, "0.0.0.0", int(os.environ["WEB_LISTEN_ADDR"].removeprefix(":")))
    await ended.wait()
    await server.stop(0.2)


asyncio.run(main())
