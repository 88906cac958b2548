"""Frozen settings from the environment and the council's file; refuses to start on a wrong or missing one."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from elearning.council import Council, CouncilFault, read_council

ROOT = Path(__file__).resolve().parent.parent
DEMO_COUNCIL = Path(__file__).parent / "cli" / "demo" / "council.yaml"


SMTP_PORTS: Mapping[str, int] = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
"""How a mail server may be spoken to, and its port where none is given."""


class SettingsFault(SystemExit):
    """One or more settings are missing or wrong; the message lists all of them and what to do.

    It ends the program, so that a command or a server that cannot start prints the message and no traceback.
    """


@dataclass(frozen=True)
class Settings:
    """Everything that differs between one installation and another."""

    is_demo: bool
    secret_key: str
    database_url: str
    public_url: str
    council: Council
    trusted_proxies: int = 0
    idle_minutes: int = 60
    session_hours: int = 12
    brake_percent: int = 10
    requires_second_approver: bool = True
    """Whether a material or law change waits for a second person's approval."""
    jobs: str = "web"
    export_rows: int = 50_000
    """An export of more rows than that is made in the background."""
    export_hours: int = 24
    """How long such a file is kept."""
    smtp_url: str = ""
    mail_from: str = ""
    content_dir: Path = ROOT / "content" / "modules"
    quizzes_dir: Path = ROOT / "quizzes"

    @property
    def public_host(self) -> str:
        """Host and port of PUBLIC_URL."""
        return urlsplit(self.public_url).netloc

    @property
    def is_https(self) -> bool:
        """Whether cookies may be limited to HTTPS."""
        return self.public_url.startswith("https://")


def demo_secret(instance: Path) -> str:
    """The demo's own secret, made once, in a file that only its owner can read."""
    path = instance / "demo-secret"
    instance.mkdir(mode=0o700, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def _whole(environ: Mapping[str, str], name: str, default: int, lowest: int, faults: list[str]) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or int(text) < lowest:
        faults.append(f"{name} is {text!r}: give a whole number of {lowest} or more.")
        return default
    return int(text)


def _yes_or_no(environ: Mapping[str, str], name: str, faults: list[str], *, default: bool) -> bool:
    text = environ.get(name, "").strip().lower()
    if text not in ("", "yes", "no"):
        faults.append(f"{name} is {text!r}: it may be yes or no.")
    return text == "yes" if text in ("yes", "no") else default


def _public_url(environ: Mapping[str, str], *, is_demo: bool, faults: list[str]) -> str:
    url = environ.get("PUBLIC_URL", "").strip().rstrip("/")
    if not url and is_demo:
        return f"http://127.0.0.1:{environ.get('PORT', '8000')}"
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
        faults.append(
            "PUBLIC_URL must be the address that people type, such as https://learning.example.gov.uk, with no path."
        )
    elif parts.scheme == "http" and not is_demo and parts.hostname not in ("127.0.0.1", "localhost"):
        faults.append("PUBLIC_URL must begin with https:// outside the demonstration.")
    return url


def _secret(environ: Mapping[str, str], *, is_demo: bool, faults: list[str]) -> str:
    secret = environ.get("SECRET_KEY", "")
    if is_demo and not secret:
        return demo_secret(ROOT / "instance")
    if len(secret) < 32:
        faults.append(
            "SECRET_KEY must be at least 32 characters that nobody else knows: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(48))" makes one.'
        )
    return secret


def _database_url(environ: Mapping[str, str], *, is_demo: bool, faults: list[str]) -> str:
    url = environ.get("DATABASE_URL", "").strip()
    if not url and is_demo:
        (ROOT / "instance").mkdir(mode=0o700, exist_ok=True)
        return f"sqlite:///{ROOT / 'instance' / 'demo.sqlite3'}"
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        faults.append("DATABASE_URL must begin with postgresql+psycopg:// or sqlite:///.")
    return url


def _jobs(environ: Mapping[str, str], faults: list[str]) -> str:
    where = environ.get("JOBS", "").strip() or "web"
    if where not in ("web", "worker"):
        faults.append(f"JOBS is {where!r}: it may be web (in the web process) or worker (`flask jobs work`).")
    return where


def _mail(environ: Mapping[str, str], faults: list[str]) -> tuple[str, str]:
    """SMTP_URL and MAIL_FROM: both, or neither and then no mail is sent."""
    url, sender = environ.get("SMTP_URL", "").strip(), environ.get("MAIL_FROM", "").strip()
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in SMTP_PORTS and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_usable = False
    if url and not is_usable:
        faults.append(
            "SMTP_URL must be like smtp://mail.example.gov.uk, smtp+starttls://USER:PASSWORD@HOST:587 or smtps://HOST."
        )
    if bool(url) != bool(sender) or (sender and ("@" not in sender or not sender.isascii() or " " in sender)):
        faults.append("SMTP_URL and MAIL_FROM go together; MAIL_FROM is an address such as learning@example.gov.uk.")
    return url, sender


def _council(environ: Mapping[str, str], *, is_demo: bool, faults: list[str]) -> Council | None:
    path = environ.get("COUNCIL_FILE", "").strip()
    if not path and not is_demo:
        faults.append("COUNCIL_FILE must name the YAML file with the council's name, policy and contacts.")
        return None
    try:
        return read_council(Path(path) if path else DEMO_COUNCIL)
    except CouncilFault as fault:
        faults.append(str(fault))
        return None


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read every setting. Raises SettingsFault with all that is wrong at once."""
    faults: list[str] = []
    mode = environ.get("ELEARNING_MODE", "production")
    if mode not in ("production", "demo"):
        faults.append(f"ELEARNING_MODE is {mode!r}: it may be production or demo.")
    is_demo = mode == "demo"
    council = _council(environ, is_demo=is_demo, faults=faults)
    smtp_url, mail_from = _mail(environ, faults)
    texts: dict[str, Any] = {
        "jobs": _jobs(environ, faults),
        "smtp_url": smtp_url,
        "mail_from": mail_from,
        "secret_key": _secret(environ, is_demo=is_demo, faults=faults),
        "database_url": _database_url(environ, is_demo=is_demo, faults=faults),
        "public_url": _public_url(environ, is_demo=is_demo, faults=faults),
    }
    needs_second = _yes_or_no(environ, "REQUIRE_SECOND_APPROVER", faults, default=True)
    numbers: dict[str, Any] = {
        "trusted_proxies": _whole(environ, "TRUSTED_PROXIES", 0, 0, faults),
        "idle_minutes": _whole(environ, "SESSION_IDLE_MINUTES", 60, 1, faults),
        "session_hours": _whole(environ, "SESSION_HOURS", 12, 1, faults),
        "brake_percent": _whole(environ, "PEOPLE_FILE_BRAKE_PERCENT", 10, 0, faults),
        "export_rows": _whole(environ, "EXPORT_ROWS", 50_000, 0, faults),
        "export_hours": _whole(environ, "EXPORT_HOURS", 24, 1, faults),
    }
    if faults or council is None:
        raise SettingsFault("The site cannot start:\n" + "\n".join(f"- {fault}" for fault in faults))
    return Settings(is_demo=is_demo, council=council, requires_second_approver=needs_second, **texts, **numbers)
