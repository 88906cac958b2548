"""The one way in which mail leaves: by SMTP, over a connection that is kept while messages follow one another."""

import smtplib
import ssl
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from elearning.settings import SMTP_PORTS

SECONDS = 20
"""How long any answer of a mail server is waited for."""


class Undelivered(Exception):
    """A message was not taken. `reason` names no address; `is_final` says that no further try can help."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final


class Envelope(NamedTuple):
    """One message to one address. `message_id` is the same at every try, so that a mail system can tell it is one."""

    to: str
    subject: str
    text: str
    message_id: str
    at: datetime


class Post:
    """A mail server, reached when first needed. Close it when there is nothing more to send."""

    def __init__(self, url: str, sender: str) -> None:
        self._parts = urlsplit(url)
        self._sender = sender
        self._server: smtplib.SMTP | None = None

    def send(self, envelope: Envelope) -> None:
        """Hand a message over. Raises Undelivered; after that the next message is sent over a new connection."""
        try:
            message = self._message(envelope)
        except (ValueError, IndexError) as error:
            raise Undelivered("The address cannot be written to.", is_final=True) from error
        try:
            server = self._connected()
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            self.close()
            code = next(iter(error.recipients.values()))[0]
            raise Undelivered(f"The mail server refused the recipient ({code}).", is_final=code >= 500) from error
        except smtplib.SMTPResponseException as error:
            self.close()
            raise Undelivered(f"The mail server answered {error.smtp_code}.") from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Undelivered(f"The mail server could not be used ({type(error).__name__}).") from error

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._server is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._server.quit()
        self._server = None

    def _message(self, envelope: Envelope) -> EmailMessage:
        message = EmailMessage()
        message["From"] = Address(addr_spec=self._sender)
        message["To"] = Address(addr_spec=envelope.to)
        message["Subject"] = envelope.subject
        message["Date"] = format_datetime(envelope.at)
        message["Message-ID"] = envelope.message_id
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(envelope.text)
        return message

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            self._server = self._connect()
        return self._server

    def _connect(self) -> smtplib.SMTP:
        parts = self._parts
        host, port = parts.hostname or "", parts.port or SMTP_PORTS[parts.scheme]
        server: smtplib.SMTP
        if parts.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(host, port, timeout=SECONDS)
        try:
            if parts.scheme == "smtp+starttls":
                server.starttls(context=ssl.create_default_context())
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            server.close()
            raise
        return server
