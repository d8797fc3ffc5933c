"""Thin lines and what goes over them: the bench's own channel in front of a server, sockets, TLS."""

import asyncio
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time

# Nothing that is waited for takes longer, unless it hangs.
PATIENCE = 3600
# So long without a byte means that an exchange is over, where the line is fast.
QUIET = 0.25


class Line:
    """A channel of `cargo bench --bench link` in front of a server: counts, and is slow where told.

    A line `scale` times as fast with a round trip as many times shorter is the same line played
    faster; `seconds` gives what it would have taken.
    """

    program = None

    def __init__(self, port, bits=0, round_trip=0, scale=1):
        self.scale, self.began = scale, time.monotonic()
        self.round_trip = round_trip
        words = [f"127.0.0.1:{port}", str(int(bits * scale)), str(round_trip * 1000 / scale)]
        self.process = subprocess.Popen(
            [self.program, "--as-link", *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def start(self):
        self.began = time.monotonic()

    def seconds(self):
        # TCP's own handshake takes a round trip, which the channel does not play.
        return (time.monotonic() - self.began) * self.scale + self.round_trip

    def counts(self):
        self.process.stdin.write("count\n")
        self.process.stdin.flush()
        up, down = self.process.stdout.readline().split()
        return int(up), int(down)

    def quiet(self):
        """The counts once nothing more passes."""
        counts, since = self.counts(), time.monotonic()
        while time.monotonic() - since < QUIET:
            time.sleep(0.02)
            now = self.counts()
            if now != counts:
                counts, since = now, time.monotonic()
        return counts

    def since(self, before):
        up, down = self.quiet()
        return up - before[0] + down - before[1]


class Wire:
    """A client's connection: bare, or TLS 1.3, resumed where the server gave a ticket."""

    def __init__(self, port, server, tls=False, ticket=None):
        raw = socket.create_connection(("127.0.0.1", port))
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        raw.settimeout(PATIENCE)
        self.raw, self.inbox = raw, b""
        if tls:
            context = ticket[0] if ticket else client_context(server.certificates / "authority.pem")
            session = ticket[1] if ticket else None
            raw = context.wrap_socket(raw, server_hostname=server.host, session=session)
            self.context = context
        self.socket = raw

    def ticket(self):
        """What resumes this connection's TLS later; none where there is none."""
        if self.socket is self.raw or not self.socket.session:
            return None
        return self.context, self.socket.session

    def send(self, data):
        self.socket.sendall(data)

    def more(self):
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("closed by the server")
        self.inbox += data

    def take(self, size):
        while len(self.inbox) < size:
            self.more()
        taken, self.inbox = self.inbox[:size], self.inbox[size:]
        return taken

    def drop(self):
        """As a line that is cut: no word of farewell in any protocol."""
        try:
            self.raw.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()
        self.raw.close()


def client_context(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(authority)
    return context


def certificate(folder):
    """A private authority and a server's P-256 leaf under it; only the leaf is sent."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "leaf.pem").exists():
        return
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *curve, "-keyout", "authority-key.pem", "-out", "authority.pem",
            "-subj", "/CN=A", "-days", "3650")
    openssl("req", *curve, "-keyout", "key.pem", "-out", "request.pem", "-subj", "/CN=p")
    (folder / "names").write_text("subjectAltName=DNS:p")
    openssl("x509", "-req", "-in", "request.pem", "-CA", "authority.pem", "-CAkey",
            "authority-key.pem", "-out", "leaf.pem", "-days", "3650", "-extfile", "names")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port, process, log, patience=60):
    """Waits until a server that was started listens."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"it ended at once, see {log}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"it does not listen, see {log}")


def configure(source, target, **places):
    """A configuration of the tree with this run's ports and folders in it."""
    pattern = re.compile(r"\b(" + "|".join(sorted(places, key=len, reverse=True)) + r")\b")
    target.write_text(pattern.sub(lambda found: str(places[found[0]]), source.read_text()))


class Server:
    """A peer's server as a process of this run."""

    # What the certificate and clients call it: as short as can be, clients send it.
    host = "p"
    # How many times faster than it is a line is played for it: what its processor needs is
    # multiplied with it, so that who needs much is played slowly.
    scale = 20
    scale_of_newcomer = 5

    def __init__(self, installed, folder):
        self.installed, self.folder, self.process = installed, folder, None
        self.port, self.tls_port = free_port(), free_port()
        self.certificates = folder.parent / "certificates"
        certificate(self.certificates)
        folder.mkdir(parents=True, exist_ok=True)

    def places(self):
        return dict(PORT=self.port, TLS_PORT=self.tls_port, FOLDER=self.folder,
                    CERTIFICATE=self.certificates)

    def launch(self, words, environment, wait_for=None):
        log = self.folder / "output"
        self.process = subprocess.Popen(
            words, env=environment, cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=log.open("wb"), stderr=subprocess.STDOUT)
        listens(wait_for or self.port, self.process, log)

    def renew(self):
        """Begins anew with an empty store, on the same ports."""
        self.stop()
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        self.start()

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()


class Terminator:
    """Ends TLS before a server that has none, as nginx or Caddy would."""

    def __init__(self, port, server_port, certificates):
        self.server_port = server_port
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_3
        self.context.load_cert_chain(certificates / "leaf.pem", certificates / "key.pem")
        self.listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                caller, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.join, args=(caller,), daemon=True).start()

    def join(self, caller):
        asyncio.run(self.pass_on(caller))

    async def pass_on(self, caller):
        # Python's blocking TLS cannot be read and written from two threads; its streams can.
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server_port)
        loop = asyncio.get_running_loop()
        inside = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(inside)
        caller.setblocking(False)
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            transport, _ = await loop.connect_accepted_socket(lambda: protocol, caller, ssl=self.context)
            outside = asyncio.StreamWriter(transport, protocol, inside, loop)
            await asyncio.gather(pipe(inside, writer), pipe(reader, outside))
        except (OSError, ssl.SSLError):
            writer.close()

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


async def pipe(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
