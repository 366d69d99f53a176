"""Debian's docker-registry on this machine, and images in it that hold nothing but a text."""

import atexit
import hashlib
import json
import socket
import subprocess
import time
import urllib.error
import urllib.request

import yaml
from common import fail


def free():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Distribution:
    """A registry; with a token server it answers only who shows something."""

    def __init__(self, folder, realm=None):
        self.port = free()
        self.host = f"127.0.0.1:{self.port}"
        self.token = "any" if realm else None
        config = {
            "version": 0.1,
            "log": {"level": "error"},
            "storage": {"filesystem": {"rootdirectory": str(folder)}, "delete": {"enabled": True}},
            "http": {"addr": self.host},
        }
        if realm:
            config["auth"] = {"silly": {"realm": realm, "service": "shop-registry"}}
        path = folder.with_suffix(".yml")
        path.write_text(yaml.safe_dump(config))
        self.process = subprocess.Popen(["docker-registry", "serve", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        atexit.register(self.end)
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://{self.host}/v2/").close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.05)
        fail(f"the registry {folder.name} does not start")

    def call(self, method, url, body=None, kind=None):
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        if kind:
            headers["content-type"] = kind
        url = url if url.startswith("http") else f"http://{self.host}{url}"
        request = urllib.request.Request(url, data=body, method=method, headers=headers)
        with urllib.request.urlopen(request) as answer:
            return answer.headers

    def blob(self, repository, content):
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        place = self.call("POST", f"/v2/{repository}/blobs/uploads/", b"")["location"]
        sign = "&" if "?" in place else "?"
        self.call("PUT", f"{place}{sign}digest={digest.replace(':', '%3A')}", content, "application/octet-stream")
        return {"digest": digest, "size": len(content)}

    def manifest(self, repository, reference, document):
        body = json.dumps(document).encode()
        self.call("PUT", f"/v2/{repository}/manifests/{reference}", body, document["mediaType"])
        return f"sha256:{hashlib.sha256(body).hexdigest()}", len(body)

    def push(self, image, text, platforms=("amd64",)):
        """An image of one platform, or an index of several; gives what its tag stands for."""
        repository, tag = image.rsplit(":", 1)
        oci = "application/vnd.oci.image"
        made = []
        for platform in platforms:
            layer = self.blob(repository, f"{text} {platform}".encode())
            config = self.blob(repository, json.dumps({"architecture": platform, "os": "linux", "text": text}).encode())
            document = {
                "schemaVersion": 2,
                "mediaType": f"{oci}.manifest.v1+json",
                "config": {"mediaType": f"{oci}.config.v1+json", **config},
                "layers": [{"mediaType": f"{oci}.layer.v1.tar", **layer}],
            }
            digest = f"sha256:{hashlib.sha256(json.dumps(document).encode()).hexdigest()}"
            reference = tag if len(platforms) == 1 else digest
            _, size = self.manifest(repository, reference, document)
            about = {"os": "linux", "architecture": platform}
            made.append({"mediaType": document["mediaType"], "digest": digest, "size": size, "platform": about})
        if len(platforms) == 1:
            return made[0]["digest"]
        index = {"schemaVersion": 2, "mediaType": f"{oci}.index.v1+json", "manifests": made}
        return self.manifest(repository, tag, index)[0]

    def end(self):
        self.process.kill()
        self.process.wait()
