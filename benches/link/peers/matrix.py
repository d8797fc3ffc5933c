"""Matrix by Synapse: HTTP/1.1, JSON, answers in gzip, waiting in /sync."""

import gzip
import json
import os
import subprocess
import threading
from pathlib import Path
from urllib.parse import quote

from line import Server, Wire, configure

HERE = Path(__file__).parent
API = "/_matrix/client/v3"
FILTER = {
    "presence": {"types": []}, "account_data": {"types": []},
    "event_fields": ["event_id", "type", "sender", "content", "state_key"],
    "room": {"account_data": {"types": []}, "ephemeral": {"types": ["m.receipt"]},
             "state": {"types": ["o"], "lazy_load_members": True},
             "timeline": {"types": ["m.room.message", "o"], "limit": 12000, "lazy_load_members": True}},
}


class Synapse(Server):
    name = "Matrix, Synapse, gzip"
    scale = 4
    scale_of_newcomer = 2
    tells = "room state, one state event an open item; the history is another query"

    @staticmethod
    def installed_at(home):
        return (home / "synapse/bin/synapse_homeserver").exists()

    def start(self):
        configuration = self.folder / "homeserver.yaml"
        configure(HERE / "synapse/homeserver.yaml", configuration, **self.places())
        python = f"{self.installed}/synapse/bin/python"
        words = [python, "-m", "synapse.app.homeserver", "-c", str(configuration)]
        environment = {"PATH": os.environ["PATH"]}
        subprocess.run([*words, "--generate-keys"], env=environment, cwd=self.folder, check=True,
                       capture_output=True)
        self.launch(words, environment)
        self.tokens, self.room = {}, None

    def account(self, name):
        """Registers somebody and has them join the room, over the server's own port."""
        if name not in self.tokens:
            setting_up = Client(self, name)
            setting_up.wire = Wire(self.port, self)
            made = setting_up.call("POST", "/register", {
                "username": name, "password": "pw", "device_id": name, "auth": {"type": "m.login.dummy"}})
            setting_up.token = made["access_token"]
            if self.room is None:
                self.room = setting_up.call("POST", "/createRoom", {"preset": "public_chat"})["room_id"]
            else:
                setting_up.call("POST", f"/join/{quote(self.room)}", {})
            named = setting_up.call("POST", f"/user/@{name}:p/filter", FILTER)
            newest = json.loads(json.dumps(FILTER))
            newest["room"]["timeline"]["limit"] = 1
            first = setting_up.call("POST", f"/user/@{name}:p/filter", newest)
            self.tokens[name] = (made["access_token"], named["filter_id"], first["filter_id"])
            setting_up.drop()
        return self.tokens[name]

    def client(self, name, writes=False):
        return Client(self, name, writes)


class Client:
    def __init__(self, server, name, writes=False):
        self.server, self.name, self.writes = server, name, writes
        self.wire, self.ticket, self.token, self.next = None, None, None, 0
        self.since, self.waiting = None, False
        self.texts, self.items, self.events, self.receipts = [], 0, [], 0

    # HTTP.

    def ask(self, method, path, body=None):
        data = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode() if body is not None else b""
        head = f"{method} {API}{path} HTTP/1.1\r\nHost: p\r\nAccept-Encoding: gzip\r\n"
        if self.token:
            head += f"Authorization: Bearer {self.token}\r\n"
        if body is not None:
            head += f"Content-Length: {len(data)}\r\n"
        self.wire.send(head.encode() + b"\r\n" + data)

    def answer(self):
        while b"\r\n\r\n" not in self.wire.inbox:
            self.wire.more()
        head, self.wire.inbox = self.wire.inbox.split(b"\r\n\r\n", 1)
        head = head.lower()
        if b"transfer-encoding: chunked" in head:
            data = b""
            while True:
                while b"\r\n" not in self.wire.inbox:
                    self.wire.more()
                size, self.wire.inbox = self.wire.inbox.split(b"\r\n", 1)
                size = int(size, 16)
                data += self.wire.take(size)
                self.wire.take(2)
                if not size:
                    break
        else:
            data = self.wire.take(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
        if b"content-encoding: gzip" in head:
            data = gzip.decompress(data)
        if b" 200 " not in head.split(b"\r\n")[0]:
            raise RuntimeError(data)
        return json.loads(data)

    def call(self, method, path, body=None):
        self.ask(method, path, body)
        return self.answer()

    # Syncing.

    def connect(self, port, tls):
        self.token, self.filter, self.first = self.server.account(self.name)
        self.room = quote(self.server.room)
        self.wire = Wire(port, self.server, tls, self.ticket)
        if self.writes:
            return
        if self.since is None:
            self.take(self.call("GET", f"/sync?filter={self.first}"))
        else:
            self.take(self.call("GET", f"/sync?since={self.since}&filter={self.filter}&timeout=0"))

    def take(self, told):
        self.since = told["next_batch"]
        for room in told.get("rooms", {}).get("join", {}).values():
            for event in room.get("state", {}).get("events", []):
                self.items += event["type"] == "o"
            for event in room.get("timeline", {}).get("events", []):
                self.items += event["type"] == "o"
                if event["type"] == "m.room.message":
                    self.texts.append(event["content"]["body"])
                    self.events.append(event["event_id"])
            self.receipts += len(room.get("ephemeral", {}).get("events", []))

    def wait(self):
        """Asks to be told of what comes; the answer is taken by `told`."""
        if not self.waiting:
            self.ask("GET", f"/sync?since={self.since}&filter={self.filter}&timeout=600000")
            self.waiting = True

    def told(self):
        self.wait()
        self.take(self.answer())
        self.waiting = False

    def receive(self, count):
        while len(self.texts) < count:
            self.told()
        found, self.texts = self.texts, []
        return found

    def returning(self, missed):
        self.receive(missed)

    def newcomer(self, open_items, _entries):
        while self.items < open_items:
            self.told()

    # What officers do.

    def publish(self, text, wait=True):
        self.next += 1
        self.ask("PUT", f"/rooms/{self.room}/send/m.room.message/{self.next}", {"msgtype": "m.text", "body": text})
        if wait:
            self.answer()

    def publish_many(self, texts):
        for text in texts:
            self.publish(text)

    def publish_open(self, texts):
        for number, text in enumerate(texts):
            self.call("PUT", f"/rooms/{self.room}/state/o/{number}", {"body": text})

    def before_acknowledgements(self):
        """Who wrote begins to wait in /sync, which was not counted with what was written."""
        self.take(self.call("GET", f"/sync?filter={self.first}"))
        self.receipts = 0

    def acknowledge(self, number):
        event = quote(self.events[number - 1])
        self.call("POST", f"/rooms/{self.room}/receipt/m.read/{event}", {})

    def receive_acknowledgement(self):
        while not self.receipts:
            self.told()
        self.receipts = 0

    # Documents.

    def beside(self, port, tls):
        """A second connection over the same line."""
        other = Client(self.server, self.name)
        other.token = self.token
        other.wire = Wire(port, self.server, tls, self.ticket)
        return other

    def upload(self, data):
        head = (f"POST /_matrix/media/v3/upload HTTP/1.1\r\nHost: p\r\nAuthorization: Bearer {self.token}\r\n"
                f"Content-Type: application/pdf\r\nContent-Length: {len(data)}\r\n\r\n")
        self.wire.send(head.encode())
        self.wire.send(data)
        return self.answer()["content_uri"]

    def download(self, address):
        head = (f"GET /_matrix/client/v1/media/download/{address.removeprefix('mxc://')} HTTP/1.1\r\nHost: p\r\n"
                f"Authorization: Bearer {self.token}\r\n\r\n")
        self.wire.send(head.encode())
        while True:
            self.wire.more()
            self.wire.inbox = b""

    def drop(self):
        self.ticket = self.wire.ticket() or self.ticket
        self.wire.drop()
        self.waiting = False
