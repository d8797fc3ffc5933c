#!/usr/bin/env python3
"""The workloads of `cargo bench --bench link` on whichever peers are installed.

The bench runs this; each line of output is a figure: {"system", "tls", "what", "value", "note"}.
Nothing but Python's own library is used.
"""

import argparse
import json
import shutil
import sys
import threading
import time
import traceback
from pathlib import Path

import winlink
from line import Line
from matrix import Synapse
from mqtt import Mosquitto
from nostr import NostrRelay
from xmpp import Prosody, deflated

PEERS = {"mosquitto": Mosquitto, "prosody": Prosody, "nostr": NostrRelay, "synapse": Synapse,
         "pat": winlink.Pat}
ROUND_TRIP = 2.0
DOCUMENT = 1_000_000
# Seconds into the document at which the flash message is written.
INTO = 10
# Thin lines are played so many times faster than they are, unless a server says otherwise.
SCALE = 20
SCALE_OF_LONG = 100


class Report:
    def __init__(self, system):
        self.system, self.said = system, []

    def say(self, what, value, tls=False, note="", system=None):
        line = {"system": system or self.system, "tls": tls, "what": what,
                "value": round(value, 2), "note": note}
        self.said.append(json.dumps(line))
        print(self.said[-1], flush=True)

    def keep(self, file):
        """For tables of liaison's that are printed without measuring the peers again."""
        file.parent.mkdir(exist_ok=True)
        file.write_text("\n".join(self.said) + "\n")


class Extent:
    def __init__(self, live, small):
        self.live, self.acks = live, 5 if small else 50
        self.bulk = 100 if small else 1_000
        self.room, self.away = (500, 50) if small else (10_000, 500)
        self.open = 50


def bytes_of(server, tls, texts, extent, report):
    """Bytes both ways on the connection of each side, payload of TCP."""
    port = server.tls_port if tls else server.port
    with Line(port) as reader_line, Line(port) as writer_line:
        reader, writer = server.client("b"), server.client("a", writes=True)
        writer.connect(writer_line.port, tls)
        before = reader_line.quiet()
        reader.connect(reader_line.port, tls)
        report.say("first", reader_line.since(before), tls)

        texts = iter(texts)
        at_reader, at_writer = reader_line.quiet(), writer_line.quiet()
        chunks = len(getattr(reader, "raw", []))
        for _ in range(extent.live):
            writer.publish(next(texts))
            reader.receive(1)
        live = reader_line.since(at_reader) / extent.live
        report.say("live_subscriber", live, tls)
        report.say("live_publisher", writer_line.since(at_writer) / extent.live, tls)
        if hasattr(reader, "raw") and not tls:
            zlib_live = (deflated(reader.raw[:]) - deflated(reader.raw[:chunks])) / extent.live
            report.say("live_subscriber", zlib_live, tls, "towards the subscriber only",
                       report.system + "; XEP-0138, computed")

        if hasattr(writer, "before_acknowledgements"):
            writer.before_acknowledgements()
        at_reader, at_writer = reader_line.quiet(), writer_line.quiet()
        for number in range(min(extent.acks, extent.live)):
            reader.acknowledge(number + 1)
            writer.receive_acknowledgement()
        report.say("ack_sender", reader_line.since(at_reader) / extent.acks, tls)
        report.say("ack_receiver", writer_line.since(at_writer) / extent.acks, tls)

        reader_line.quiet()
        reader.drop()
        before = reader_line.quiet()
        reader.connect(reader_line.port, tls)
        report.say("nothing_new", reader_line.since(before), tls)

        reader.drop()
        writer.publish_many([next(texts) for _ in range(extent.bulk)])
        before = reader_line.quiet()
        chunks = len(getattr(reader, "raw", []))
        reader.connect(reader_line.port, tls)
        reader.returning(extent.bulk)
        report.say("catch_up", reader_line.since(before) / extent.bulk, tls)
        if hasattr(reader, "raw") and not tls:
            report.say("catch_up", deflated(reader.raw[chunks:]) / extent.bulk, tls,
                       "towards the subscriber only", report.system + "; XEP-0138, computed")

        if hasattr(reader, "rejoin"):
            again = report.system + "; joined anew"
            reader.drop()
            before = reader_line.quiet()
            reader.connect(reader_line.port, tls, resume=False)
            reader.rejoin()
            report.say("nothing_new", reader_line.since(before), tls, system=again)
            reader.drop()
            writer.publish_many([next(texts) for _ in range(extent.bulk)])
            before = reader_line.quiet()
            reader.connect(reader_line.port, tls, resume=False)
            reader.rejoin()
            reader.receive(extent.bulk)
            report.say("catch_up", reader_line.since(before) / extent.bulk, tls, system=again)
        reader.drop()
        writer.drop()


def seconds_of(server, texts, extent, report):
    """Seconds at 2,400 bit/s and 2 s round trip until somebody has the same information."""
    port, tls = server.tls_port, True
    writer, away = server.client("a", writes=True), server.client("c")
    writer.connect(port, tls)
    away.connect(port, tls)
    writer.publish_many(texts[:extent.room - extent.away])
    away.returning(extent.room - extent.away)
    away.drop()
    writer.publish_many(texts[extent.room - extent.away:extent.room])
    with Line(port, 2400, ROUND_TRIP, server.scale) as thin:
        before = thin.counts()
        thin.start()
        away.connect(thin.port, tls)
        away.returning(extent.away)
        report.say("away", thin.seconds(), tls)
        report.say("away_bytes", thin.since(before), tls)
    away.drop()

    writer.publish_open(texts[:extent.open])
    newcomer = server.client("d")
    with Line(port, 2400, ROUND_TRIP, server.scale_of_newcomer) as thin:
        before = thin.counts()
        thin.start()
        newcomer.connect(thin.port, tls)
        newcomer.newcomer(extent.open, extent.room)
        report.say("newcomer", thin.seconds(), tls, server.tells)
        report.say("newcomer_bytes", thin.since(before), tls)
    newcomer.drop()
    if hasattr(newcomer, "archive"):
        newcomer = server.client("e")
        with Line(port, 2400, ROUND_TRIP, SCALE) as thin:
            thin.start()
            newcomer.connect(thin.port, tls)
            newcomer.archive(newest=extent.open)
            newcomer.receive(extent.open)
            report.say("newcomer", thin.seconds(), tls, "all that is open happens to be the newest",
                       report.system + "; the last 50")
        newcomer.drop()
    writer.drop()


def when(receiver, done):
    """Runs a receiver beside; the moment at which it had what it waited for."""
    arrived = []

    def wait():
        done(receiver)
        arrived.append(time.monotonic())
    thread = threading.Thread(target=wait)
    thread.start()

    def moment():
        thread.join()
        return arrived[0]
    return moment


def flash_behind_message(server, rate, up, report, size):
    """A flash message while a document is on its way as one message of the same connection."""
    port, tls, scale = server.tls_port, True, SCALE_OF_LONG
    writer, reader = server.client("a", writes=True), server.client("b")
    with Line(port, rate, ROUND_TRIP, scale) as thin:
        # Both are connected at full speed first where the sessions allow it: not what is measured.
        writer.connect(thin.port if up else port, tls)
        reader.connect(port if up else thin.port, tls)
        arrived = when(reader, lambda r: r.receive(1))
        began = time.monotonic()
        writer.document(bytes(size))
        time.sleep(max(0, began + INTO / scale - time.monotonic()))
        writer.publish("FLASH " * 20, wait=False)
        took = (arrived() - began) * scale - INTO
        report.say(f"flash_{'up' if up else 'down'}_{rate}", took, tls, "behind the whole document")
    writer.drop()
    reader.drop()


def flash_between_blocks(server, rate, up, report):
    """The same where documents go in blocks that are confirmed one by one."""
    port, tls, scale = server.tls_port, True, SCALE
    writer, reader, third = server.client("a", writes=True), server.client("b"), server.client("c")
    took = []
    with Line(port, rate, ROUND_TRIP, scale) as thin:
        writer.connect(thin.port if up else port, tls, resume=False)
        reader.connect(port if up else thin.port, tls, resume=False)
        third.connect(port, tls, resume=False)
        # Up: the sender of the document writes; down: a third one does.
        author = writer if up else third
        beside = when(reader, lambda r: r.until(lambda: len(r.texts) >= 6))
        to = "b@p/x"
        writer.document_open(to)
        cycle = 0
        for number in range(6):
            began = time.monotonic()
            block = writer.document_block(to, number, bytes(4096))
            # The first one shows how long a block takes; flashes are spread over that time.
            time.sleep(cycle * max(number - 1, 0) / 5)
            written, before = time.monotonic(), len(reader.texts)
            author.publish("FLASH " * 20, wait=False)
            while len(reader.texts) == before:
                time.sleep(0.001)
            if number:
                took.append((time.monotonic() - written) * scale)
            writer.document_confirmed(block)
            cycle = cycle or time.monotonic() - began
        beside()
    for client in (writer, reader, third):
        client.drop()
    report.say(f"flash_{'up' if up else 'down'}_{rate}", sum(took) / len(took), tls,
               f"mean of 5 moments of a block's way, longest {max(took):.0f} s")


def flash_beside(server, rate, up, report):
    """The same where a document has a connection of its own over the same line."""
    port, tls, scale = server.tls_port, True, server.scale
    writer, reader = server.client("a", writes=True), server.client("b")
    # The channel gives each connection a rate of its own: two share one line evenly.
    with Line(port, rate / 2, ROUND_TRIP, scale) as thin:
        writer.connect(thin.port if up else port, tls)
        reader.connect(port if up else thin.port, tls)
        beside = (writer if up else reader).beside(thin.port, tls)
        if up:
            def transfer():
                beside.upload(bytes(DOCUMENT))
        else:
            fast = writer.beside(port, tls)
            address = fast.upload(bytes(DOCUMENT))
            fast.drop()

            def transfer():
                beside.download(address)

        def until_cut():
            try:
                transfer()
            except OSError:
                pass
        reader.wait()
        time.sleep(0.5)
        threading.Thread(target=until_cut, daemon=True).start()
        time.sleep(INTO / scale)
        began = time.monotonic()
        arrived = when(reader, lambda r: r.receive(1))
        writer.publish("FLASH " * 20, wait=False)
        took = (arrived() - began) * scale
        beside.drop()
    writer.drop()
    reader.drop()
    report.say(f"flash_{'up' if up else 'down'}_{rate}", took, tls,
               "the document on a connection of its own, the line shared evenly")


def run(name, options, texts):
    kind = PEERS[name]
    extent = Extent(options.live, options.small)
    folder = Path(options.folder) / name
    shutil.rmtree(folder, ignore_errors=True)
    server = kind(Path(options.home).resolve(), folder.resolve())
    report = Report(kind.name)
    server.start()
    try:
        if name == "pat":
            winlink.measure(server, texts, extent, report)
        else:
            workloads(name, server, texts, extent, options.small, report)
    finally:
        server.stop()
    if not options.small:
        report.keep(server.installed / f"figures/{name}.json")


def workloads(name, server, texts, extent, small, report):
    for tls in (False, True):
        print(f"{name}: bytes, {'TLS' if tls else 'bare'}", file=sys.stderr, flush=True)
        bytes_of(server, tls, texts, extent, report)
        server.renew()
    print(f"{name}: seconds", file=sys.stderr, flush=True)
    seconds_of(server, texts, extent, report)
    server.renew()
    for rate in (9600,) if small else (9600, 2400):
        for up in (True, False):
            print(f"{name}: flash at {rate}", file=sys.stderr, flush=True)
            client = server.client("a")
            if hasattr(client, "document_block"):
                flash_between_blocks(server, rate, up, report)
            elif hasattr(client, "beside"):
                flash_beside(server, rate, up, report)
            elif hasattr(client, "document"):
                size = DOCUMENT // 10 if small else DOCUMENT
                flash_behind_message(server, rate, up, report, size)
            server.renew()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", required=True, help="a file with one text a line")
    parser.add_argument("--link", required=True, help="the bench's own program")
    parser.add_argument("--home", required=True, help="what benches/link/install made")
    parser.add_argument("--folder", required=True, help="for the servers' data")
    parser.add_argument("--live", type=int, required=True, help="how many of them are reports to be sent one at a time")
    parser.add_argument("--only", default="")
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args()
    Line.program = options.link
    texts = Path(options.texts).read_text("utf-8").splitlines()
    for name, kind in PEERS.items():
        if options.only and name not in options.only.split(","):
            continue
        if not kind.installed_at(Path(options.home)):
            print(f"{name}: not installed (benches/link/install {name})", file=sys.stderr)
            continue
        try:
            run(name, options, texts)
        except Exception:
            print(f"{name}: failed\n{traceback.format_exc()}", file=sys.stderr, flush=True)


main()
