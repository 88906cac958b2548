"""The tables, one file a noun. No rules, no addresses."""

from elearning.models import assignments, audit, certificates, learning, modules, people, sign_in

__all__ = ["assignments", "audit", "certificates", "learning", "modules", "people", "sign_in"]
