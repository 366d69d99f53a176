"""A stand-in of the platform: an identity server, accounts, and a gateway whose keys soon end."""

import http.server
import json
import ssl
import threading
import time
import urllib.parse

# Every secret has it in its text, so that one look finds them all.
MARK = "hunter2"


class Platform(http.server.ThreadingHTTPServer):
    """Identity server, platform and gateway. A refresh token is good for once; a second use ends the session."""

    daemon_threads = True

    def __init__(self, secure=None):
        super().__init__(("127.0.0.1", 0), Answers)
        scheme = "http"
        if secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(secure / "server.pem", secure / "server.key")
            self.socket = context.wrap_socket(self.socket, server_side=True)
            scheme = "https"
        self.url = f"{scheme}://localhost:{self.server_port}"
        self.lock = threading.Lock()
        self.given, self.refresh, self.good = 0, None, set()
        self.slow, self.keys = 0.0, 0
        # What a login is answered with before it is granted.
        self.before = []
        self.asked, self.at = [], []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A client that was killed, or that doesn't trust this server, is no failure."""

    def count(self, path):
        return sum(path in asked for asked in self.asked)

    def grant(self):
        self.given += 1
        token, self.refresh = f"{MARK}-access-{self.given}", f"{MARK}-refresh-{self.given}"
        self.good.add(token)
        return {"access_token": token, "refresh_token": self.refresh, "expires_in": 3600}

    def forget(self):
        """The tokens that were given are good no more; what renews them is."""
        self.good.clear()


class Answers(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        self.answer("")

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers.get("content-length", 0))).decode())

    def answer(self, body):
        server, path = self.server, self.path.split("?")[0]
        server.asked.append(f"{self.command} {self.path} {body}")
        server.at.append(time.monotonic())
        if path == "/v1/chat/completions":
            self.stream()
            return
        fields = dict(urllib.parse.parse_qsl(body))
        if "refresh_token" in fields:
            time.sleep(server.slow)
        with server.lock:
            status, answer = self.decided(path, fields)
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def decided(self, path, fields):
        server, token = self.server, self.headers.get("authorization", "").removeprefix("Bearer ")
        if path == "/user_management/authorize/device":
            page = f"{server.url}/device"
            code = {"device_code": f"{MARK}-device", "user_code": "WXYZ-1234", "interval": 0, "expires_in": 60}
            return 200, code | {"verification_uri": page, "verification_uri_complete": f"{page}?user_code=WXYZ-1234"}
        if path == "/user_management/authenticate" and "device_code" in fields:
            return (400, {"error": server.before.pop(0)}) if server.before else (200, server.grant())
        if path == "/user_management/authenticate":
            if fields["refresh_token"] == server.refresh:
                return 200, server.grant()
            server.good, server.refresh = set(), None
            return 400, {"error": "invalid_grant"}
        if token not in server.good:
            return 401, {"error": "unauthorized"}
        if path == "/api/v1/me":
            account = {"id": "a1", "name": "jo", "type": "user"}
            return 200, {"user": {"id": "u1", "email": "jo@example.com"}, "accounts": [account]}
        server.keys += 1
        ends = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 4))
        return 200, {"api_key": f"sk-{MARK}-{server.keys}", "base_url": server.url, "expires_at": ends}

    def stream(self):
        key = int(self.headers["authorization"].rsplit("-")[-1])
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for _ in range(30):
            self.wfile.write(f"data: {json.dumps({'key': key})}\n\n".encode())
            self.wfile.flush()
            time.sleep(0.2)
