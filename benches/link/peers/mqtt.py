"""MQTT 3.1.1 by mosquitto: QoS 1, sessions that persist, the present as retained messages."""

import os
import platform
import struct
from pathlib import Path

from line import Server, Wire, configure

HERE = Path(__file__).parent
TOPIC, ACK, OPEN, FILE = b"c/17/st", b"c/17/ack", b"c/17/o/", b"c/17/f"
KEEP_ALIVE = 600


def text_of(field):
    return struct.pack(">H", len(field)) + field


def packet(kind, body):
    size, head = len(body), bytes([kind])
    while True:
        size, low = divmod(size, 128)
        head += bytes([low | (0x80 if size else 0)])
        if not size:
            return head + body


class Mosquitto(Server):
    name = "MQTT, mosquitto, QoS 1"
    tells = "retained messages, one topic an open item; no history for a newcomer"

    @staticmethod
    def installed_at(home):
        return (home / "root/usr/sbin/mosquitto").exists()

    def start(self):
        configuration = self.folder / "mosquitto.conf"
        configure(HERE / "mosquitto/mosquitto.conf", configuration, **self.places())
        root = self.installed / "root"
        libraries = f"{root}/usr/lib/{platform.machine()}-linux-gnu"
        # It gives up root for a user that is there only where it is installed into the system.
        user = "user root\n" if os.getuid() == 0 else ""
        configuration.write_text(user + configuration.read_text())
        self.launch([f"{root}/usr/sbin/mosquitto", "-c", str(configuration)],
                    {"LD_LIBRARY_PATH": libraries})

    def client(self, name, writes=False):
        return Client(self, name, writes)


class Client:
    def __init__(self, server, name, writes):
        self.server, self.name = server, name.encode()
        # Who writes does not read its own reports back, which MQTT before version 5 cannot suppress
        # on a topic that one is subscribed to.
        self.topics = [ACK] if writes else [TOPIC, OPEN + b"+", FILE]
        self.wire, self.ticket, self.next = None, None, 1
        self.texts, self.confirmed, self.subscribed = [], 0, False

    def connect(self, port, tls):
        self.wire = Wire(port, self.server, tls, self.ticket)
        # No flag: the session persists.
        body = text_of(b"MQTT") + bytes([4, 0]) + struct.pack(">H", KEEP_ALIVE)
        self.wire.send(packet(0x10, body + text_of(self.name)))
        self.until(lambda kind, _: kind == 0x20)
        if not self.subscribed:
            wanted = b"".join(text_of(t) + b"\x01" for t in self.topics)
            self.wire.send(packet(0x82, struct.pack(">H", self.number()) + wanted))
            self.until(lambda kind, _: kind == 0x90)
            self.subscribed = True

    def number(self):
        self.next = self.next % 65535 + 1
        return self.next

    def one(self):
        """Reads a packet and answers it as QoS 1 demands."""
        kind = self.wire.take(1)[0]
        size = shift = 0
        while True:
            byte = self.wire.take(1)[0]
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        body = self.wire.take(size)
        if kind & 0xF0 == 0x30:
            at = 2 + struct.unpack(">H", body[:2])[0]
            topic, number = body[2:at], body[at:at + 2]
            self.wire.send(packet(0x40, number))
            self.texts.append((topic, body[at + 2:]))
        elif kind & 0xF0 == 0x40:
            self.confirmed += 1
        return kind & 0xF0, body

    def until(self, done):
        while True:
            kind, body = self.one()
            if done(kind, body):
                return

    def say(self, topic, payload, retain=False):
        kind = 0x33 if retain else 0x32
        number = struct.pack(">H", self.number())
        self.wire.send(packet(kind, text_of(topic) + number + payload))

    def publish(self, text, wait=True):
        before = self.confirmed
        self.say(TOPIC, text.encode())
        if wait:
            self.confirmations(before + 1)

    def publish_many(self, texts):
        """Bulk by somebody whose line is fast, a window at a time."""
        for at in range(0, len(texts), 100):
            part, before = texts[at:at + 100], self.confirmed
            for text in part:
                self.publish(text, wait=False)
            self.confirmations(before + len(part))

    def publish_open(self, texts):
        before = self.confirmed
        for number, text in enumerate(texts):
            self.say(OPEN + b"%02d" % number, text.encode(), retain=True)
        self.confirmations(before + len(texts))

    def confirmations(self, count):
        while self.confirmed < count:
            self.one()

    def acknowledge(self, number):
        before = self.confirmed
        self.say(ACK, b"%d" % number)
        self.confirmations(before + 1)

    def receive(self, count, topic=TOPIC):
        """Waits for so many messages of a topic that were not taken yet."""
        def there():
            return [text for t, text in self.texts if t.startswith(topic)]
        while len(there()) < count:
            self.one()
        found = there()
        self.texts.clear()
        return found

    def receive_acknowledgement(self):
        self.receive(1, ACK)

    def newcomer(self, open_items, entries):
        """After connecting: until the present is here."""
        self.receive(open_items, OPEN)

    def returning(self, missed):
        self.receive(missed)

    def document(self, data):
        """A whole document as one message; nothing can be said before it has gone."""
        self.say(FILE, data)

    def drop(self):
        self.ticket = self.wire.ticket() or self.ticket
        self.wire.drop()
