"""What HR's file changes about people, before and after, in words, so that a preview can be checked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import NamedTuple

from elearning.domain.audience_conditions import TAG_WORDS, PostTag
from elearning.domain.calendar import british_date
from elearning.domain.hr_plan import ImportPlan, Noun
from elearning.domain.people import KnownPerson, PostFacts, Reporting

NOTHING = "none"


class Change(NamedTuple):
    """One thing that changes: what it is, as it was, as it will be."""

    what: str
    before: str
    after: str


class Arrival(NamedTuple):
    """What a joiner brings, in words: times in post, leave, and what their posts bring with them; empty of nothing."""

    in_post: str
    leave: str
    tags: str


def arrivals_of(plan: ImportPlan, numbers: Collection[str]) -> Mapping[str, Arrival]:
    """What these joiners bring, by employee number."""
    reader = _Reader(plan, numbers)
    return {number: reader.arrival(number) for number in numbers}


def changes_of(plan: ImportPlan, numbers: Collection[str]) -> Mapping[str, tuple[Change, ...]]:
    """The changes of these people, by employee number, or of these vacant posts, by reference."""
    reader = _Reader(plan, numbers)
    return {number: tuple(reader.changes(number)) for number in numbers}


def _days(first_on: date, last_on: date | None) -> str:
    until = f"to {british_date(last_on)}" if last_on else "with no last day"
    return f"from {british_date(first_on)} {until}"


def _span(reference: str, first_on: date, last_on: date | None) -> str:
    return f"{reference} {_days(first_on, last_on)}"


def _tags(tags: Iterable[PostTag]) -> str:
    return "; ".join(TAG_WORDS[tag] for tag in tags) or NOTHING


class _Reader:
    """Looks up in a plan what belongs to each of some people, or of some vacant posts."""

    def __init__(self, plan: ImportPlan, numbers: Collection[str]) -> None:
        self._plan, wanted = plan, frozenset(numbers)
        self._emails = {one.number: one for one in plan.emails if one.number in wanted}
        self._replaced = {(one.noun, one.fact_id): one for one in plan.replaced}
        self._begun: dict[str, list[str]] = defaultdict(list)
        self._references: dict[str, set[str]] = defaultdict(set)
        for held in (held for held in plan.holdings if held.number in wanted):
            self._begun[held.number].append(_span(held.reference, held.first_on, held.last_on))
            self._references[held.number].add(held.reference)
        self._away: dict[str, list[str]] = defaultdict(list)
        for leave in (leave for leave in plan.leaves if leave.number in wanted):
            self._away[leave.number].append(_days(leave.first_on, leave.last_on))
        self._retagged = {one.reference: one for one in plan.retagged}
        self._tagged: dict[str, list[PostTag]] = defaultdict(list)
        for given in plan.taggings:
            self._tagged[given.reference].append(PostTag(given.tag))
        people = (person for number in wanted if (person := plan.known.people.get(number)))
        references = wanted.union(
            *self._references.values(), (held.reference for person in people for held in person.holdings)
        )
        self._posts = {post.reference: post for post in plan.posts if post.reference in references}
        before = (known.facts for reference in self._posts if (known := plan.known.posts.get(reference)))
        after = (post.facts for post in self._posts.values())
        named = wanted.union(facts.reporting.person for facts in chain(before, after))
        self._names = {one.number: one for one in plan.names if one.number in named}

    def arrival(self, number: str) -> Arrival:
        """Times in post and leave of a joiner, and the tags that their posts will have."""
        tags = {tag for reference in self._references[number] for tag in self._tags_of(reference)}
        return Arrival(
            "; ".join(self._begun[number]), "; ".join(self._away[number]), _tags(sorted(tags)) if tags else ""
        )

    def _tags_of(self, reference: str) -> Iterable[PostTag]:
        return self._retagged[reference].after if reference in self._retagged else self._tagged[reference]

    def changes(self, number: str) -> Iterator[Change]:
        """Name, address, times in post and leave of a person; then what changes of their posts, or of a vacant one."""
        person = self._plan.known.people.get(number)
        if person is None:
            yield from self._of_posts([number])
            return
        yield from self._of_texts(person)
        yield from self._of_times(person)
        yield from self._of_leave(person)
        yield from self._of_posts(sorted(self._references[number] | {h.reference for h in person.holdings}))

    def _of_texts(self, person: KnownPerson) -> Iterator[Change]:
        name, email = self._names.get(person.number), self._emails.get(person.number)
        if name and name.text != person.name.text:
            yield Change("Name", person.name.text, name.text)
        if name and name.known_as != person.name.known_as:
            yield Change("Known as", person.name.known_as, name.known_as)
        if email:
            yield Change("E-mail address", person.email.text if person.email else NOTHING, email.text)
        elif person.email and (Noun.EMAIL, person.email.fact_id) in self._replaced:
            yield Change("E-mail address", person.email.text, NOTHING)

    def _of_times(self, person: KnownPerson) -> Iterator[Change]:
        before, after = [], []
        for held in person.holdings:
            replaced = self._replaced.get((Noun.HOLDING, held.fact_id))
            if replaced:
                before.append(_span(held.reference, held.first_on, held.last_on))
                after += [_span(held.reference, held.first_on, replaced.last_on)] if replaced.last_on else []
        after += self._begun[person.number]
        if before or after:
            yield Change("Time in post", "; ".join(before) or NOTHING, "; ".join(after) or NOTHING)

    def _of_leave(self, person: KnownPerson) -> Iterator[Change]:
        before, after = [], []
        for leave in person.leaves:
            replaced = self._replaced.get((Noun.LEAVE, leave.fact_id))
            if replaced:
                before.append(_days(leave.first_on, leave.last_on))
                after.append(_days(leave.first_on, replaced.last_on))
        after += self._away[person.number]
        if after:
            yield Change("Leave", "; ".join(before) or NOTHING, "; ".join(after))

    def _of_posts(self, references: Iterable[str]) -> Iterator[Change]:
        for reference in references:
            known, new = self._plan.known.posts.get(reference), self._posts.get(reference)
            if known and new:
                words = zip(_WORDS, self._told(known.facts), self._told(new.facts), strict=True)
                for what, before, after in words:
                    if before != after:
                        yield Change(what, before or NOTHING, after or NOTHING)
            if reference in self._retagged:
                _, had, has = self._retagged[reference]
                yield Change("Tags of the post", _tags(had), _tags(has))

    def _told(self, facts: PostFacts) -> tuple[str, str, str, str]:
        return facts.title, " / ".join(filter(None, facts.unit)), facts.staff_group, self._manager(facts.reporting)

    def _manager(self, reporting: Reporting) -> str:
        if reporting.post:
            return f"post {reporting.post}"
        number = reporting.person
        if number in self._plan.known.people:
            return f"{self._plan.known.people[number].name.text} ({number})"
        return f"{self._names[number].text} ({number})" if number in self._names else number


_WORDS = ("Post title", "Unit", "Staff group", "Line manager")
