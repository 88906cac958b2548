"""Kinds of access to other people's data, as they are recorded."""

from enum import StrEnum


class Look(StrEnum):
    """What somebody looked at: one person's page, a team, a list of people; or took away as a file."""

    PERSON = "person"
    TEAM = "team"
    LIST = "list"
    EXPORT = "export"
