"""Dummy neighbours of a gateway, and the resolver that knows their names.

Every neighbour answers with what it was asked, as JSON. The names are read from names.json at each
question, so that a test can let one appear later.
"""

import http.server
import json
import os
import socket
import struct
import sys
import threading
import time

NAMES = "/gateway/names.json"
HITS = "/tmp/hits"


class Neighbour(http.server.BaseHTTPRequestHandler):
    """One address: what the file's name says is how it behaves."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        where = self.server.server_address[0]
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with open(HITS, "a") as hits:
            hits.write(f"{where} {self.command} {self.path}\n")
        if self.headers.get("Upgrade", "").lower() == "websocket":
            self.send_response(101)
            self.send_header("Upgrade", "websocket")
            self.send_header("Connection", "Upgrade")
            self.end_headers()
            self.wfile.write(self.rfile.read(4)[::-1])
            self.close_connection = True
            return
        behaviour = self.server.behaviour
        if behaviour == "slow":
            time.sleep(3)
        status = 503 if behaviour == "failing" else 200
        asked = {
            "where": where,
            "method": self.command,
            "path": self.path,
            "length": len(body),
            "headers": {name.lower(): value for name, value in self.headers.items()},
        }
        text = json.dumps(asked).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = answer

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request, client_address):
        """A gateway that gives up closes the connection: nothing to tell."""


def serve(address, behaviour):
    server = Server((address, 9000), Neighbour)
    server.behaviour = behaviour
    server.serve_forever()


def resolve():
    """A records of names.json; a name that is not there does not exist."""
    asked = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    asked.bind(("127.0.0.11", 53))
    while True:
        question, client = asked.recvfrom(512)
        labels, at = [], 12
        while question[at]:
            labels.append(question[at + 1 : at + 1 + question[at]].decode())
            at += question[at] + 1
        section = question[12 : at + 5]
        with open(NAMES) as names:
            addresses = json.load(names).get(".".join(labels), [])
        wants_address = struct.unpack("!H", question[at + 1 : at + 3])[0] == 1
        records = addresses if wants_address else []
        flags = 0x8180 if addresses else 0x8183
        answer = question[:2] + struct.pack("!HHHHH", flags, 1, len(records), 0, 0) + section
        for address in records:
            answer += b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 1, 4) + socket.inet_aton(address)
        asked.sendto(answer, client)


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        serve(sys.argv[2], "good")
    threading.Thread(target=resolve, daemon=True).start()
    with open("/gateway/behaviours.json") as behaviours:
        for address, behaviour in json.load(behaviours).items():
            threading.Thread(target=serve, args=(address, behaviour), daemon=True).start()
    print("up", os.getpid(), flush=True)
    threading.Event().wait()
