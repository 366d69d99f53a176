#!/usr/bin/env python3
"""Notes every request and refuses it: sdk-recorder TLS PORT LOG, where TLS is a folder with a certificate.

It listens at PORT, and for whoever asks for a provider's host at the port of HTTPS.
"""

import http.server
import json
import ssl
import sys
import threading

tls, port, log = sys.argv[1:]
lock = threading.Lock()


def note(text):
    with lock, open(log, "a") as file:
        print(text, file=file)


class Recorder(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode(errors="replace")
        note(json.dumps([self.requestline, dict(self.headers.items()), body]))
        text = b'{"error": {"message": "not today", "type": "refused", "code": 400}}'
        self.send_response(400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_CONNECT = answer

    def log_message(self, *_):
        pass


open(log, "w").close()
plain = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Recorder)
secure = http.server.ThreadingHTTPServer(("127.0.0.1", 443), Recorder)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(f"{tls}/cert.pem", f"{tls}/key.pem")
secure.socket = context.wrap_socket(secure.socket, server_side=True)
threading.Thread(target=secure.serve_forever, daemon=True).start()
note("listening")
plain.serve_forever()
