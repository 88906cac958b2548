"""`assignments require`, `effect`, `rules`, `end` and `posts tag`, `untag` at a terminal: exits, streams, what is kept."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from elearning import clock
from elearning.extensions import db
from elearning.models.assignments import Assignment, Audience
from elearning.models.audit import AuditEvent
from elearning.models.people import PostTagging
from tests import builders
from tests.builders import Town
from tests.guards.visiting import change, changed, rows
from tests.integration.test_cli import DONE, NOT_IN_ORDER, WRONG_USAGE, Ran, run

SMALL = "small"
RULE = ("--from", "2026-01-05", "--days", "30", "--notice", "14")
EVERYBODY = {"amina", "ben", "carys", "dev", "efa"}
ROADS = {"carys", "dev", "efa"}


@pytest.fixture(autouse=True)
def small(site: Flask, town: Town) -> None:
    """A module beside the one that everybody in the town must do, which nobody must."""
    change(site, lambda session: builders.publish(session, builders.small_version(SMALL)))


def require(site: Flask, *more: str, module: str = SMALL) -> Ran:
    return run(site, "assignments", "require", module, *RULE, *more)


def effect(site: Flask, *more: str) -> dict[str, Any]:
    said = run(site, "assignments", "effect", SMALL, *RULE, "--json", *more)
    assert said.code == DONE, said
    found: dict[str, Any] = json.loads(said.out)
    return found


def written(site: Flask) -> list[dict[str, Any]]:
    """The rules of the small module, as `rules --json` lists them."""
    found = json.loads(run(site, "assignments", "rules", "--json").out)
    return [one for one in found if one["module"] == SMALL]


def assigned(site: Flask, town: Town, *, on: date | None = None) -> set[str]:
    """By first name, who is assigned the small module on a day, today unless said."""
    day = on or clock.today()
    table = Assignment
    with site.app_context():
        found = db.session.scalars(
            select(table.person_id).where(
                table.module_id != town.module_id, table.superseded_at.is_(None), table.true_from <= day,
                (table.true_to.is_(None)) | (table.true_to >= day),
            )
        ).all()  # fmt: skip
    called = {id: name for name, id in town.ids.items()}
    return {called[id] for id in found}


def test_a_rule_assigns_everybody_in_post_once_and_says_whose_act_it_was(site: Flask, town: Town) -> None:
    said = require(site, "--actor", "100003")
    assert (said.code, said.out, said.err) == (DONE, "small: 5 assignments recorded.\n", "")
    assert assigned(site, town) == EVERYBODY
    with site.app_context():
        rule = db.session.scalars(select(Audience).order_by(Audience.id.desc())).first()
        assert rule is not None
        event = db.session.get_one(AuditEvent, rule.recorded_by)
    assert (rule.name, rule.true_from, rule.who) == ("Everyone in post", date(2026, 1, 5), None)
    assert event.actor_id == town.carys
    before = rows(site)
    assert require(site).out == "small: 0 assignments recorded.\n", "the same rule again"
    assert changed(before, rows(site)) == set()


@pytest.mark.parametrize(
    ("given", "who", "name"),
    [
        (("--unit", "Road safety"), ROADS, "Everybody in Road safety and below"),
        (("--unit", "road safety", "--unit", "Library events"), EVERYBODY, "Everybody in Road safety or Library events and below"),
        (("--started-from", "2021-01-01"), set(), "Everybody in post who started on or after 1 January 2021"),
        (("--started-to", "2021-01-01"), EVERYBODY, "Everybody in post who started on or before 1 January 2021"),
        (("--staff-group", "Nobody's"), set(), "Everybody in post who is in the staff group Nobody's"),
        (("--tag", "runs-an-account"), {"dev"}, "Everybody in post who runs an account of the council"),
        (("--unit", "Library events", "--tag", "runs-an-account"), set(), "Everybody in Library events and below who runs"),
        (("--name", " The  five "), EVERYBODY, "The five"),
    ],
)  # fmt: skip
def test_options_narrow_a_rule_and_name_it_unless_it_is_named(
    site: Flask, town: Town, given: tuple[str, ...], who: set[str], name: str
) -> None:
    tagged = run(site, "posts", "tag", "runs-an-account", "P100004", "--from", "2026-01-05", "--reason", "Posts")
    assert tagged.out == "1 post tagged.\n"
    foreseen = effect(site, *given)
    assert require(site, *given).code == DONE
    assert assigned(site, town) == who
    assert foreseen["become_assigned"] == len(who), "the effect said so beforehand"
    (rule,) = written(site)
    assert rule["name"].startswith(name)
    assert rule["people_today"] == len(who)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--unit", "Nowhere"), "There is no unit called 'Nowhere'."),
        (("--started-from", "2026-02-01", "--started-to", "2026-01-01"), "The last start date is before the first."),
        (("--name", ""), "A rule needs a name"),
        (("--name", "x" * 201), "A rule needs a name of at most 200 letters"),
        (("--actor", "999999"), "Nobody has the employee number"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused_in_words_and_nothing_is_kept(
    site: Flask, given: tuple[str, ...], words: str
) -> None:
    before = rows(site)
    said = require(site, *given)
    assert (said.code, said.out) == (NOT_IN_ORDER, "")
    assert words in said.err
    assert changed(before, rows(site)) == set()


def test_a_name_for_two_different_rules_and_an_unknown_module_are_refused(site: Flask) -> None:
    assert require(site, "--name", "Five").code == DONE
    said = require(site, "--name", "Five", "--unit", "Road safety")
    assert said.code == NOT_IN_ORDER
    assert "a rule called 'Five' with other terms" in said.err
    assert "no published module" in require(site, module="none-such").err


@pytest.mark.parametrize("command", ["require", "effect"])
@pytest.mark.parametrize(
    "given",
    [
        ("--days", "-1"), ("--notice", "soon"), ("--from", "5/1/2026"), ("--from", "1826-01-05"), ("--due", "later"),
        ("--tag", "famous"), ("--nonsense", "1"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_wrong_usage(site: Flask, command: str, given: tuple[str, ...]) -> None:
    said = run(site, "assignments", command, SMALL, *RULE, *given)
    assert (said.code, said.out) == (WRONG_USAGE, "")
    assert given[0] in said.err


def test_the_effect_is_told_and_nothing_is_written(site: Flask, town: Town) -> None:
    before = rows(site)
    said = run(site, "assignments", "effect", SMALL, *RULE, "--unit", "Road safety")
    assert said.code == DONE, said
    assert said.out.startswith("Everybody in Road safety and below must do Small within 30 days")
    assert "3 become assigned, 0 get another due date, 0 end." in said.out
    assert "without it, " in said.out
    found = effect(site, "--unit", "Road safety")
    assert (found["become_assigned"], found["begins"]) == (3, {"2026-01-05": 3})
    assert sum(found["due"].values()) == 3
    assert all(one["before"]["counted"] <= one["after"]["counted"] for one in found["rates"])
    assert "no published module" in run(site, "assignments", "effect", "none-such", *RULE).err
    assert changed(before, rows(site)) == set()


def test_rules_are_listed_as_sentences_with_how_many_they_mean_today(site: Flask, town: Town) -> None:
    require(site, "--unit", "Road safety", "--due", "2026-03-31")
    (rule,) = written(site)
    sentence = (
        "Everybody in Road safety and below must do Small by 31 March 2026; people who come later within 30 days, and "
        "nobody with less than 14 days’ notice."
    )
    assert (rule["sentence"], rule["first_day"], rule["last_day"]) == (sentence, "2026-01-05", None)
    listed = run(site, "assignments", "rules")
    (line,) = (line for line in listed.out.splitlines() if sentence in line)
    assert line.split()[:2] == [str(rule["rule"]), "3"]


def test_a_rule_ends_on_its_last_day_with_its_reason_and_what_was_due_till_then_stays(site: Flask, town: Town) -> None:
    require(site)
    (rule,) = written(site)
    last = clock.today() + timedelta(days=10)
    ended = ("assignments", "end", str(rule["rule"]), "--last-day", last.isoformat(), "--reason", "A new module")
    said = run(site, *ended, "--actor", "100003")
    assert (said.code, said.out) == (DONE, "5 assignments end by it.\n")
    assert assigned(site, town, on=last) == EVERYBODY
    assert assigned(site, town, on=last + timedelta(days=1)) == set()
    assert f"Ends on {last.isoformat()}." in run(site, "assignments", "rules").out
    with site.app_context():
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "audience.end")).one()
    assert (event.actor_id, event.reason) == (town.carys, "A new module")
    assert run(site, *ended).out == "0 assignments end by it.\n", "the same again changes nothing"


@pytest.mark.parametrize(
    ("rule", "day", "reason", "words"),
    [
        ("404", "2026-12-31", "why", "There is no such rule."),
        ("", "2025-12-31", "why", "The rule begins on 5 January 2026"),
        ("", "2026-12-31", " ", "Say why"),
    ],
)
def test_an_end_that_cannot_be_is_refused(site: Flask, rule: str, day: str, reason: str, words: str) -> None:
    require(site)
    number = rule or str(written(site)[0]["rule"])
    said = run(site, "assignments", "end", number, "--last-day", day, "--reason", reason)
    assert (said.code, said.out) == (NOT_IN_ORDER, "")
    assert words in said.err
    assert run(site, "assignments", "end", "one", "--last-day", day, "--reason", "x").code == WRONG_USAGE
    assert run(site, "assignments", "end", number, "--last-day", day).code == WRONG_USAGE, "no reason at all"


def tags(site: Flask) -> list[tuple[str, date, date | None]]:
    """The tags that stand, with their days."""
    with site.app_context():
        found = db.session.scalars(select(PostTagging).where(PostTagging.superseded_at.is_(None))).all()
    return [(one.tag, one.true_from, one.true_to) for one in found]


def test_posts_are_tagged_by_reference_and_who_holds_them_is_assigned_and_untagged_no_longer(
    site: Flask, town: Town
) -> None:
    require(site, "--tag", "works-with-people-at-risk")
    assert assigned(site, town) == set()
    given = ("works-with-people-at-risk", "P100001", "p100004", "--from", "2026-01-05", "--reason", "Home visits")
    said = run(site, "posts", "tag", *given, "--actor", "100003")
    assert (said.code, said.out, said.err) == (DONE, "2 posts tagged.\n", "")
    assert assigned(site, town) == {"amina", "dev"}
    with site.app_context():
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.action.startswith("post.tag"))).one()
    assert (event.actor_id, event.reason) == (town.carys, "Home visits")
    assert run(site, "posts", "tag", *given).out == "0 posts tagged.\n"
    yesterday = clock.today() - timedelta(days=1)
    untag = ("posts", "untag", "works-with-people-at-risk", "P100001", "--last-day", yesterday.isoformat())
    assert run(site, *untag, "--reason", "Moved").out == "1 post no longer tagged.\n"
    assert assigned(site, town) == {"dev"}
    assert run(site, *untag, "--reason", "Moved").out == "0 posts no longer tagged.\n"


def test_posts_are_tagged_by_unit_and_by_the_words_of_their_titles(site: Flask) -> None:
    given = ("runs-an-account", "--unit", "Road safety", "--from", "2026-01-05", "--reason", "Posts")
    assert "Choose at least one post." in run(site, "posts", "tag", *given, "--words", "Astronaut").err
    assert tags(site) == []
    assert run(site, "posts", "tag", *given, "--words", "officer").out == "3 posts tagged.\n"
    assert tags(site) == [("runs-an-account", date(2026, 1, 5), None)] * 3
    untag = ("runs-an-account", "--unit", "Road safety", "--last-day", "2026-06-30", "--reason", "Closed")
    assert run(site, "posts", "untag", *untag).out == "3 posts no longer tagged.\n"
    assert tags(site) == [("runs-an-account", date(2026, 1, 5), date(2026, 6, 30))] * 3


@pytest.mark.parametrize("command", [("tag", "--from"), ("untag", "--last-day")])
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((), "Give the references of posts, or a unit"),
        (("P100001", "--unit", "Road safety"), "Give the references of posts, or a unit"),
        (("P100001", "--words", "officer"), "--words narrows the posts of a unit"),
        (("P100001", "NONE1", "NONE2"), "There is no post with the reference NONE1, NONE2."),
        (("--unit", "Nowhere"), "There is no unit called 'Nowhere'."),
        (("P100001", "--reason", " "), "Say why."),
        (("P100001", "--actor", "999999"), "Nobody has the employee number"),
    ],
)
def test_posts_that_cannot_be_meant_are_refused_and_none_is_changed(
    site: Flask, command: tuple[str, str], given: tuple[str, ...], words: str
) -> None:
    name, day = command
    before = rows(site)
    said = run(site, "posts", name, "runs-an-account", "--reason", "why", day, "2026-01-05", *given)
    assert (said.code, said.out) == (NOT_IN_ORDER, "")
    assert words in said.err
    assert changed(before, rows(site)) == set()


@pytest.mark.parametrize(
    "given",
    [
        ("manages-people", "P100001", "--reason", "why", "--from", "2026-01-05"),
        ("runs-an-account", "P100001", "--from", "2026-01-05"),
        ("runs-an-account", "P100001", "--reason", "why"),
        ("runs-an-account", "P100001", "--reason", "why", "--from", "today"),
    ],
)
def test_a_tag_that_is_worked_out_and_a_missing_reason_or_day_are_wrong_usage(
    site: Flask, given: tuple[str, ...]
) -> None:
    said = run(site, "posts", "tag", *given)
    assert (said.code, said.out) == (WRONG_USAGE, "")
    assert tags(site) == []
