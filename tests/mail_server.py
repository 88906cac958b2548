"""A real SMTP server for tests, in a thread: keeps what it took, and refuses, breaks off or delays as it is told."""

import random
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Lock
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailServer:
    """What it took, in order; and how many in a hundred messages it does not take, before it has taken them."""

    faults: int = 0
    refused: frozenset[str] = frozenset()
    """Addresses that there is nobody at."""
    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    refusals: int = 0
    seed: int = 1

    def __post_init__(self) -> None:
        self._random, self._lock = random.Random(self.seed), Lock()

    def _is_fault(self) -> bool:
        with self._lock:
            is_one = self._random.randrange(100) < self.faults
            self.refusals += is_one
            return is_one

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if address in self.refused:
            return "550 5.1.1 Nobody of this name"
        if self._is_fault() and self._random.randrange(2):
            return "451 4.3.0 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self._is_fault():
            if self._random.randrange(2):
                assert server.transport is not None
                server.transport.abort()
            return "452 4.3.1 Try again later"
        message = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
        assert isinstance(message, EmailMessage)
        with self._lock:
            self.taken.append(message)
        return "250 OK"

    @property
    def url(self) -> str:
        """What SMTP_URL says."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def times(self) -> Counter[str]:
        """How often each message was taken, by its Message-ID."""
        return Counter(str(message["Message-ID"]) for message in self.taken)

    def to(self, address: str) -> list[EmailMessage]:
        """What was taken for one address."""
        return [message for message in self.taken if address in str(message["To"])]


@contextmanager
def serving(server: MailServer) -> Iterator[MailServer]:
    """The server, listening on a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        server.port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=server.port, ready_timeout=10)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
