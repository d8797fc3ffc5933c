"""Nostr by nostr-rs-relay: WebSocket, JSON, every event with its id, key and signature in hex."""

import base64
import hashlib
import json
import os
import struct
import time
from pathlib import Path

from line import Server, Terminator, Wire, configure

HERE = Path(__file__).parent
CHAT, ACK, OPEN = 9, 7, 30078
GROUP = "c17"

# BIP 340 over secp256k1, enough to sign.
P = 2**256 - 2**32 - 977
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
G = (0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
     0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8)


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and a[1] != b[1]:
        return None
    slope = (3 * a[0] * a[0] * pow(2 * a[1], -1, P) if a == b
             else (b[1] - a[1]) * pow(b[0] - a[0], -1, P)) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def table():
    """Multiples of G, 16 for each half byte of a number."""
    rows, base = [], G
    for _ in range(64):
        row, point = [None], None
        for _ in range(15):
            point = add(point, base)
            row.append(point)
        rows.append(row)
        base = add(point, base)
    return rows


ROWS = table()


def times(k):
    point = None
    for row in ROWS:
        point = add(point, row[k & 15])
        k >>= 4
    return point


def tagged(name, data):
    tag = hashlib.sha256(name.encode()).digest()
    return hashlib.sha256(tag + tag + data).digest()


class Key:
    def __init__(self, name):
        secret = int.from_bytes(hashlib.sha256(name.encode()).digest(), "big") % N
        point = times(secret)
        self.secret = secret if point[1] % 2 == 0 else N - secret
        self.public = point[0].to_bytes(32, "big")

    def sign(self, digest):
        nonce = int.from_bytes(tagged("BIP0340/nonce", self.secret.to_bytes(32, "big") + self.public + digest), "big") % N
        point = times(nonce)
        nonce = nonce if point[1] % 2 == 0 else N - nonce
        r = point[0].to_bytes(32, "big")
        e = int.from_bytes(tagged("BIP0340/challenge", r + self.public + digest), "big") % N
        return r + ((nonce + e * self.secret) % N).to_bytes(32, "big")


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


class NostrRelay(Server):
    name = "Nostr, nostr-rs-relay"
    tells = "addressable events, one an open item; the history is another query"

    @staticmethod
    def installed_at(home):
        return (home / "bin/nostr-rs-relay").exists()

    def start(self):
        configuration = self.folder / "config.toml"
        configure(HERE / "nostr/config.toml", configuration, **self.places())
        self.launch([f"{self.installed}/bin/nostr-rs-relay", "--config", str(configuration), "--db", str(self.folder)],
                    {"RUST_LOG": "warn", "PATH": os.environ["PATH"]})
        self.terminator = Terminator(self.tls_port, self.port, self.certificates)
        self.clock = int(time.time()) - 1_000_000

    def stop(self):
        super().stop()
        self.terminator.stop()

    def client(self, name, writes=False):
        return Client(self, name, writes)

    def now(self):
        """A second later with every event, so that `since` tells exactly what is missing."""
        self.clock += 1
        return self.clock


class Client:
    def __init__(self, server, name, writes):
        self.server, self.key = server, Key(name)
        # Who writes does not ask for reports: no filter can leave out one's own.
        self.filter = {"kinds": [ACK], "#h": [GROUP]} if writes else {"#h": [GROUP]}
        self.wire, self.ticket = None, None
        self.texts, self.acks, self.items, self.confirmed = [], 0, 0, 0
        self.since, self.told, self.seen = None, 0, None

    def connect(self, port, tls):
        self.wire = Wire(port, self.server, tls, self.ticket)
        nonce = base64.b64encode(os.urandom(16)).decode()
        self.wire.send((f"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        f"Sec-WebSocket-Key: {nonce}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.wire.inbox:
            self.wire.more()
        head, self.wire.inbox = self.wire.inbox.split(b"\r\n\r\n", 1)
        if b" 101 " not in head:
            raise RuntimeError(head)
        # The very first time nobody asks for what was before.
        since = self.since or self.server.clock + 1
        self.say(["REQ", "s", {**self.filter, "since": since}])
        told = self.told
        while self.told == told:
            self.one()

    def say(self, value):
        data = compact(value).encode()
        mask = os.urandom(4)
        size = len(data)
        head = bytes([0x81]) + (bytes([0x80 | size]) if size < 126 else
                                b"\xfe" + struct.pack(">H", size) if size < 65536 else
                                b"\xff" + struct.pack(">Q", size))
        whole = (mask * (size // 4 + 1))[:size]
        masked = (int.from_bytes(data, "big") ^ int.from_bytes(whole, "big")).to_bytes(size, "big")
        self.wire.send(head + mask + masked)

    def one(self):
        first, size = self.wire.take(2)
        if size == 126:
            size = struct.unpack(">H", self.wire.take(2))[0]
        elif size == 127:
            size = struct.unpack(">Q", self.wire.take(8))[0]
        data = self.wire.take(size)
        if first & 15 != 1:
            return
        said = json.loads(data)
        if said[0] == "EVENT":
            event = said[2]
            self.since = max(self.since or 0, event["created_at"] + 1)
            if event["pubkey"] == self.key.public.hex():
                return
            if event["kind"] == CHAT:
                self.texts.append(event["content"])
                self.seen = event
            self.acks += event["kind"] == ACK
            self.items += event["kind"] == OPEN
        elif said[0] == "OK":
            if not said[2]:
                raise RuntimeError(said)
            self.confirmed += 1
        elif said[0] == "EOSE":
            self.told += 1
        elif said[0] in ("NOTICE", "CLOSED"):
            raise RuntimeError(said)

    def event(self, kind, content, tags):
        tags, now, public = [["h", GROUP], *tags], self.server.now(), self.key.public.hex()
        self.since = now + 1
        digest = hashlib.sha256(compact([0, public, now, kind, tags, content]).encode()).digest()
        self.say(["EVENT", {"id": digest.hex(), "pubkey": public, "created_at": now, "kind": kind,
                            "tags": tags, "content": content, "sig": self.key.sign(digest).hex()}])

    def confirmations(self, count):
        while self.confirmed < count:
            self.one()

    def publish(self, text, wait=True):
        before = self.confirmed
        self.event(CHAT, text, [])
        if wait:
            self.confirmations(before + 1)

    def publish_many(self, texts):
        for at in range(0, len(texts), 100):
            part, before = texts[at:at + 100], self.confirmed
            for text in part:
                self.publish(text, wait=False)
            self.confirmations(before + len(part))

    def publish_open(self, texts):
        before = self.confirmed
        for number, text in enumerate(texts):
            self.event(OPEN, text, [["d", str(number)]])
        self.confirmations(before + len(texts))

    def acknowledge(self, _number):
        before = self.confirmed
        self.event(ACK, "+", [["e", self.seen["id"]], ["p", self.seen["pubkey"]]])
        self.confirmations(before + 1)

    def receive_acknowledgement(self):
        while not self.acks:
            self.one()
        self.acks = 0

    def receive(self, count):
        while len(self.texts) < count:
            self.one()
        found, self.texts = self.texts, []
        return found

    def newcomer(self, open_items, _entries):
        self.say(["REQ", "o", {"kinds": [OPEN], "#h": [GROUP]}])
        while self.items < open_items:
            self.one()

    def returning(self, missed):
        self.receive(missed)

    def drop(self):
        self.ticket = self.wire.ticket() or self.ticket
        self.wire.drop()
