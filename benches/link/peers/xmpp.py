"""XMPP by prosody: a MUC with its archive (XEP-0313), streams that are resumed (XEP-0198)."""

import base64
import os
import platform
import re
import subprocess
import zlib
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from line import Server, Wire, configure

HERE = Path(__file__).parent
HOST, ROOM = "p", "r@c.p"
CLIENT = "{jabber:client}"
MAM = "urn:xmpp:mam:2"
SM = "urn:xmpp:sm:3"
PAGE = 250
BLOCK = 4096
STREAM = (f"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
          f"to='{HOST}' version='1.0'>")


class Prosody(Server):
    name = "XMPP, prosody, MUC"
    # 20 hours at the line's own rate.
    scale_of_newcomer = 100
    tells = "the archive whole: XMPP has no present apart from its history"

    @staticmethod
    def installed_at(home):
        return (home / "root/usr/bin/prosody").exists()

    def start(self):
        configuration = self.folder / "prosody.cfg.lua"
        configure(HERE / "prosody/prosody.cfg.lua", configuration, **self.places())
        # Everybody has an account already: written as prosody's own file store has them.
        accounts = self.folder / "data/p/accounts"
        accounts.mkdir(parents=True, exist_ok=True)
        for name in ("a", "b", "c", "d", "e", "f"):
            (accounts / f"{name}.dat").write_text('return {\n\t["password"] = "pw";\n};\n')
        root = self.installed / "root"
        libraries = f"{root}/usr/lib/{platform.machine()}-linux-gnu"
        share = f"{root}/usr/share/lua/5.4"
        environment = {
            "LD_LIBRARY_PATH": libraries, "PATH": os.environ["PATH"],
            "LUA_PATH": f"{share}/?.lua;{share}/?/init.lua;;",
            "LUA_CPATH": f"{libraries}/lua/5.4/?.so;;",
        }
        # Debian writes the program's own folders into it; here they are elsewhere.
        program = self.folder / "prosody"
        text = (root / "usr/bin/prosody").read_text()
        program.write_text(text.replace("'/usr/lib/prosody", f"'{root}/usr/lib/prosody"))
        words = [f"{root}/usr/bin/lua5.4", str(program), "-F", "--config", str(configuration)]
        if os.getuid() == 0:
            configuration.write_text("run_as_root = true\n" + configuration.read_text())
        self.launch(words, environment)

    def client(self, name, writes=False):
        return Client(self, name)


class Client:
    def __init__(self, server, name):
        self.server, self.name = server, name
        self.wire, self.ticket, self.parser = None, None, None
        self.stanzas, self.next, self.handled, self.session = [], 0, 0, None
        self.last = None
        self.texts, self.own, self.markers, self.iqs = [], 0, 0, {}
        self.raw, self.blocks = [], 0

    # The stream.

    def open(self):
        self.parser = ElementTree.XMLPullParser(["start", "end"])
        self.depth = 0
        self.send(STREAM)
        return self.stanza()

    def send(self, text):
        self.wire.send(text.encode())

    def stanza(self):
        """The next first-level element of the stream."""
        while True:
            for event, element in self.parser.read_events():
                self.depth += 1 if event == "start" else -1
                if event == "end" and self.depth == 1:
                    return self.take(element)
            if not self.wire.inbox:
                self.wire.more()
            data, self.wire.inbox = self.wire.inbox, b""
            self.raw.append(data)
            self.parser.feed(data)

    def take(self, element):
        """Counts and sorts a stanza; answers what is to be answered."""
        kind = element.tag
        if kind.startswith(CLIENT):
            self.handled += 1
        if kind == f"{{{SM}}}r":
            self.send(f"<a xmlns='{SM}' h='{self.handled}'/>")
        elif kind == CLIENT + "message":
            self.message(element)
        elif kind == CLIENT + "iq":
            self.iq(element)
        return element

    def message(self, element):
        result = element.find(f"{{{MAM}}}result")
        if result is not None:
            self.last = result.get("id")
            element = result.find(f".//{CLIENT}message")
        archived = element.find("{urn:xmpp:sid:0}stanza-id")
        if archived is not None:
            self.last = archived.get("id")
        body = element.findtext(CLIENT + "body")
        if element.find("{urn:xmpp:chat-markers:0}displayed") is not None:
            self.markers += 1
        elif body is not None:
            mine = element.get("from", "").endswith("/" + self.name) and result is None
            self.own += mine
            if not mine:
                self.texts.append(body)

    def iq(self, element):
        if element.get("type") == "set" and element.find("{http://jabber.org/protocol/ibb}data") is not None:
            self.blocks += 1
            self.send(f"<iq to='{element.get('from')}' id='{element.get('id')}' type='result'/>")
        elif element.get("type") == "set" and element.find("{http://jabber.org/protocol/ibb}open") is not None:
            self.send(f"<iq to='{element.get('from')}' id='{element.get('id')}' type='result'/>")
        else:
            self.iqs[element.get("id")] = element

    def until(self, done):
        while not done():
            self.stanza()

    def id(self):
        self.next += 1
        return f"{self.next:x}"

    def ask(self, to, kind, payload):
        number = self.id()
        to = f" to='{to}'" if to else ""
        self.send(f"<iq{to} id='{number}' type='{kind}'>{payload}</iq>")
        self.until(lambda: number in self.iqs)
        answer = self.iqs.pop(number)
        if answer.get("type") != "result":
            raise RuntimeError(ElementTree.tostring(answer))
        return answer

    # Connecting.

    def connect(self, port, tls, resume=True):
        self.wire = Wire(port, self.server, tls, self.ticket)
        self.open()
        secret = base64.b64encode(f"\0{self.name}\0pw".encode()).decode()
        self.send(f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{secret}</auth>")
        if not self.stanza().tag.endswith("success"):
            raise RuntimeError("not let in")
        self.open()
        if self.session and resume:
            self.send(f"<resume xmlns='{SM}' previd='{self.session}' h='{self.handled}'/>")
            if self.stanza().tag != f"{{{SM}}}resumed":
                raise RuntimeError("the stream is not resumed")
            return
        self.ask(None, "set", "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>x</resource></bind>")
        self.send(f"<enable xmlns='{SM}' resume='true'/>")
        self.handled = 0
        self.session = self.stanza().get("id")
        self.send(f"<presence to='{ROOM}/{self.name}'><x xmlns='http://jabber.org/protocol/muc'>"
                  "<history maxstanzas='0'/></x></presence>")
        status = "{http://jabber.org/protocol/muc#user}status"
        while True:
            joined = self.stanza()
            if joined.tag != CLIENT + "presence":
                continue
            codes = {s.get("code") for s in joined.iter(status)}
            if "201" in codes:
                self.ask(ROOM, "set", "<query xmlns='http://jabber.org/protocol/muc#owner'>"
                         "<x xmlns='jabber:x:data' type='submit'/></query>")
            if "110" in codes:
                return

    def rejoin(self):
        """A new session, and from the archive what came since the last one."""
        self.archive()

    def archive(self, newest=None):
        while True:
            where = f"<after>{self.last}</after>" if self.last else ""
            page, where = (newest, "<before/>") if newest else (PAGE, where)
            answer = self.ask(ROOM, "set", f"<query xmlns='{MAM}'><set xmlns='http://jabber.org/protocol/rsm'>"
                              f"<max>{page}</max>{where}</set></query>")
            if newest or answer.find(f"{{{MAM}}}fin").get("complete") == "true":
                return

    # What officers do.

    def say(self, payload):
        self.send(f"<message to='{ROOM}' type='groupchat' id='{self.id()}'>{payload}</message>")

    def publish(self, text, wait=True):
        before = self.own
        self.say(f"<body>{escape(text)}</body>")
        if wait:
            self.until(lambda: self.own > before)

    def publish_many(self, texts):
        for at in range(0, len(texts), 100):
            part, before = texts[at:at + 100], self.own
            for text in part:
                self.publish(text, wait=False)
            self.until(lambda: self.own >= before + len(part))

    def publish_open(self, texts):
        self.publish_many(texts)

    def acknowledge(self, number):
        before = self.markers
        self.say(f"<displayed xmlns='urn:xmpp:chat-markers:0' id='{number:x}'/>")
        self.until(lambda: self.markers > before)

    def receive_acknowledgement(self):
        self.until(lambda: self.markers)
        self.markers = 0

    def receive(self, count):
        self.until(lambda: len(self.texts) >= count)
        found, self.texts = self.texts, []
        return found

    def newcomer(self, open_items, entries):
        self.archive()
        self.receive(entries)

    def returning(self, missed):
        self.receive(missed)

    def document_open(self, to):
        self.ask(to, "set", f"<open xmlns='http://jabber.org/protocol/ibb' block-size='{BLOCK}' sid='d' stanza='iq'/>")

    def document_block(self, to, sequence, data):
        """Sends a block and does not wait; `document_confirmed` does."""
        number = self.id()
        block = base64.b64encode(data).decode()
        self.send(f"<iq to='{to}' id='{number}' type='set'><data xmlns='http://jabber.org/protocol/ibb' "
                  f"seq='{sequence % 65536}' sid='d'>{block}</data></iq>")
        return number

    def document_confirmed(self, number):
        self.until(lambda: number in self.iqs)

    def drop(self):
        self.ticket = self.wire.ticket() or self.ticket
        self.wire.drop()


def deflated(chunks):
    """What a stream of XEP-0138 would carry: one zlib stream, flushed after each piece."""
    stream, total = zlib.compressobj(9), 0
    for chunk in chunks:
        total += len(stream.compress(chunk)) + len(stream.flush(zlib.Z_SYNC_FLUSH))
    return total
