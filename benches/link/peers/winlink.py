"""Winlink by Pat: mail from station to station, one session after the other, telnet in place of radio."""

import os
import platform
import subprocess
from pathlib import Path

from line import Line, Server, configure, free_port

HERE = Path(__file__).parent
HUB, STATION = "OB1AA", "OB1BB"
ROUND_TRIP = 2.0
SCALE = 10


class Pat(Server):
    name = "Winlink, Pat, a mail a report"

    @staticmethod
    def installed_at(home):
        return (home / "root/usr/bin/pat-winlink").exists()

    def start(self):
        root, self.mails = self.installed / "root", 0
        self.program = f"{root}/usr/bin/pat-winlink"
        libraries = f"{root}/usr/lib/{platform.machine()}-linux-gnu:{root}/usr/lib"
        self.environment = {"LD_LIBRARY_PATH": libraries, "HOME": str(self.folder), "PATH": os.environ["PATH"]}
        web_port = free_port()
        for call, port, web in ((HUB, self.port, web_port), (STATION, free_port(), free_port())):
            configure(HERE / "pat/config.json", self.folder / f"{call}.json",
                      CALL=call, PORT=port, WEB_PORT=web)
        # Whoever calls and hangs up at once stops its listener: it is asked at the other port.
        self.launch([*self.words(HUB), "http"], self.environment, wait_for=web_port)

    def words(self, call):
        return [self.program, "--config", f"{self.folder}/{call}.json", "--mbox", f"{self.folder}/mbox",
                "--event-log", f"{self.folder}/{call}.events", "--log", f"{self.folder}/{call}.log"]

    def post(self, sender, to, text):
        """Puts a mail where `pat compose` puts it, and as it writes it."""
        self.mails += 1
        body = (text + "\n").encode("latin-1", "replace").replace(b"\n", b"\r\n")
        name = f"{self.mails:012d}"
        head = (f"Mid: {name}\r\nBody: {len(body)}\r\nContent-Transfer-Encoding: 8bit\r\n"
                "Content-Type: text/plain; charset=ISO-8859-1\r\nDate: 2026/11/23 21:06\r\n"
                f"From: {sender}\r\nMbo: {sender}\r\nSubject: st\r\nTo: {to}\r\nType: Private\r\n"
                "X-P2ponly: true\r\n\r\n")
        folder = self.folder / "mbox" / sender / "out"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.b2f").write_bytes(head.encode() + body + b"\r\n")

    def received(self, call):
        folder = self.folder / "mbox" / call / "in"
        return len(list(folder.glob("*.b2f"))) if folder.exists() else 0

    def session(self, line, call=STATION, to=HUB, expects=0):
        """One session, from calling to hanging up; all that waits on both sides is exchanged."""
        before = self.received(call)
        done = subprocess.run([*self.words(call), "connect", f"telnet://{call}:x@127.0.0.1:{line.port}/{to}"],
                              env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=3600)
        if self.received(call) - before != expects:
            raise RuntimeError(done.stdout.decode()[-2000:] + done.stderr.decode()[-2000:])


def measure(server, texts, extent, report):
    texts = iter(texts)
    with Line(server.port) as line:
        before = line.quiet()
        server.session(line)
        report.say("first", line.since(before))
        before = line.quiet()
        server.session(line)
        report.say("nothing_new", line.since(before))
        before = line.quiet()
        for _ in range(extent.acks):
            server.post(HUB, STATION, next(texts))
            server.session(line, expects=1)
        report.say("live_subscriber", line.since(before) / extent.acks, note="a session for each")
        before = line.quiet()
        for _ in range(extent.acks):
            server.post(STATION, HUB, next(texts))
            server.session(line)
        report.say("live_publisher", line.since(before) / extent.acks, note="a session for each")
        before = line.quiet()
        for number in range(extent.acks):
            server.post(STATION, HUB, f"ack {number + 1}")
            server.session(line)
        report.say("ack_sender", line.since(before) / extent.acks, note="a session for each")
        # Each mail costs the same and takes Pat up to a second.
        mails = min(extent.bulk, 200)
        for _ in range(mails):
            server.post(HUB, STATION, next(texts))
        before = line.quiet()
        server.session(line, expects=mails)
        report.say("catch_up", line.since(before) / mails, note=f"{mails} mails")
        server.post(HUB, STATION, "\n".join(next(texts) for _ in range(extent.bulk)))
        before = line.quiet()
        server.session(line, expects=1)
        report.say("catch_up", line.since(before) / extent.bulk, system="Winlink, Pat, all in one mail")
    for one_mail in (False, True):
        missed = [next(texts) for _ in range(extent.away)]
        for mail in ["\n".join(missed)] if one_mail else missed:
            server.post(HUB, STATION, mail)
        system = "Winlink, Pat, all in one mail" if one_mail else None
        with Line(server.port, 2400, ROUND_TRIP, SCALE) as thin:
            before = thin.counts()
            thin.start()
            server.session(thin, expects=1 if one_mail else extent.away)
            report.say("away", thin.seconds(), note="without TLS", system=system)
            report.say("away_bytes", thin.since(before), system=system)
