"""The tables, one file a noun. No rules, no addresses."""

from elearning.models import (
    accesses,
    adjustments,
    assignments,
    audit,
    certificates,
    conversations,
    delegations,
    exports,
    follow_ups,
    jobs,
    key_corrections,
    learning,
    merges,
    messages,
    modules,
    people,
    policy_requests,
    prior_learning,
    publications,
    requests,
    saved_views,
    sign_in,
    staged_files,
    unit_joins,
)

__all__ = [
    "accesses", "adjustments", "assignments", "audit", "certificates", "conversations", "delegations", "exports",
    "follow_ups", "jobs", "key_corrections", "learning", "merges", "messages", "modules", "people", "policy_requests",
    "prior_learning", "publications", "requests", "saved_views", "sign_in", "staged_files", "unit_joins",
]  # fmt: skip
