"""Stands in for the messaging sidecar: listens where its environment says, and keeps a file on its disk."""

import os
import pathlib
import signal
import socket
import threading

signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
pathlib.Path(os.environ["CHAT_DB_PATH"]).touch()
(pathlib.Path(os.environ["FILES_DIR"]) / "from-messaging").touch()


def answer(address, text):
    server = socket.create_server(("", int(address.removeprefix(":"))))
    while True:
        connection, _ = server.accept()
        connection.sendall(text)
        connection.close()


threading.Thread(target=answer, args=(os.environ["GRPC_LISTEN_ADDR"], b""), daemon=True).start()
answer(os.environ["WEB_LISTEN_ADDR"], b"HTTP/1.0 200 OK\r\n\r\nmessaging\n")
