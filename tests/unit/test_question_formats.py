"""Questions go to other systems' formats and come back the same; what cannot go or come is named."""

import html
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.authoring.formats.carrying import Carried, Draft, draft_of, one_line, texts_of_draft
from elearning.authoring.formats.registry import READERS, WRITERS
from elearning.authoring.markdown import render_inline
from elearning.domain.modules import Kind, Option
from elearning.domain.question_kinds import Body, Matching, Number, OrderedStep, Ordering, Pair, ShortAnswer, Verdicts
from tests.questions_of_kinds import EVERY_KIND

CARRIED = {
    "gift": {Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.MATCHING, Kind.SHORT_ANSWER, Kind.NUMBER},
    "aiken": {Kind.SINGLE, Kind.TRUE_FALSE},
    "moodle-xml": set(Kind) - {Kind.SCENARIO},
    "qti": set(Kind) - {Kind.SCENARIO},
}
WITHOUT_FEEDBACK_ON_PAIRS = ("gift", "moodle-xml")

# Each format's own signs, but nothing that Markdown would take for emphasis, code or a link.
SIGNS = "~=#{}:%->&;.!?'\"/$|,()\u00e9\u2019\U0001f600"
words = st.text(alphabet=st.sampled_from("abcdeXYZ019 " + SIGNS), min_size=1, max_size=25)
emphasised = st.sampled_from(["**two words**", "*one*", "`a code`", "3 < 4", "A &amp; B", r"a \* b", r"\[x](y)"])
texts = st.lists(st.one_of(words, emphasised), min_size=1, max_size=4).map(lambda parts: one_line(" ".join(parts)))
# A line end written as a number, &#10;, is a space to whoever reads: it does not come back as it went.
texts = texts.filter(bool).filter(lambda text: html.unescape(text) == one_line(html.unescape(text)))
different = st.lists(texts, min_size=3, max_size=5, unique_by=lambda text: text.casefold())
accepted = st.lists(st.text("abcdefgh 12-'", min_size=1, max_size=12).map(one_line).filter(bool), min_size=1, max_size=4,
                    unique=True)  # fmt: skip
verdicts = st.builds(Verdicts, texts, texts)
numbers = st.decimals(-10_000, 10_000, places=2, allow_nan=False).map(lambda number: number.normalize() + 0)


@st.composite
def choices(draw: st.DrawFn, kind: Kind) -> tuple[Option, ...]:
    if kind is Kind.TRUE_FALSE:
        is_true = draw(st.booleans())
        return Option("true", "True", is_true, draw(texts)), Option("false", "False", not is_true, draw(texts))
    said = draw(different.filter(lambda found: len(found) > 3)) if kind is Kind.MULTIPLE else draw(different)
    keys = {0, len(said) - 1} if kind is Kind.MULTIPLE else {draw(st.integers(0, len(said) - 1))}
    return tuple(
        Option(letter, text, place in keys, draw(texts))
        for place, (letter, text) in enumerate(zip("abcde", said, strict=False))
    )


@st.composite
def bodies(draw: st.DrawFn, kind: Kind) -> Body | None:
    match kind:
        case Kind.MATCHING:
            items, matches = draw(different), draw(different)
            pairs = [
                Pair(letter, item, matches[place % 3], draw(texts))
                for place, (letter, item) in enumerate(zip("abcde", items, strict=False))
            ]
            return Matching(tuple(pairs), tuple(matches[3:]))
        case Kind.ORDERING:
            steps = zip("abcde", draw(different), strict=False)
            return Ordering(tuple(OrderedStep(letter, text, draw(texts)) for letter, text in steps))
        case Kind.SHORT_ANSWER:
            return ShortAnswer(tuple(draw(accepted)), draw(verdicts))
        case Kind.NUMBER:
            unit = draw(st.sampled_from(["", "hours", "km/h"]))
            return Number(draw(numbers), abs(draw(numbers)), unit, draw(verdicts))
    return None


@st.composite
def drafts(draw: st.DrawFn, kind: Kind) -> Draft:
    body = draw(bodies(kind))
    options = () if body is not None else draw(choices(kind))
    return Draft("core-1-01", "small/lesson-1/CORE-1.1", kind, draw(texts), options, body, kind is not Kind.TRUE_FALSE)


def as_kept(draft: Draft, format: str) -> Draft:
    """The draft without what the format has no place for, as its writer says."""
    body = draft.body
    if format == "aiken":
        bare = tuple(replace(option, feedback="") for option in draft.options)
        return replace(draft, name="", category="", options=bare)
    if isinstance(body, Matching) and format in WITHOUT_FEEDBACK_ON_PAIRS:
        body = Matching(tuple(replace(pair, feedback="") for pair in body.pairs), body.extra_matches)
    if isinstance(body, Number) and format == "gift":
        body = replace(body, unit="")
    return replace(draft, body=body)


def as_seen(draft: Draft) -> list[str]:
    """What a learner sees of every text: a format that has its own emphasis may write ours in another way."""
    return [render_inline(text) for text in texts_of_draft(draft)]


def there_and_back(draft: Draft, format: str) -> Carried:
    return READERS[format](WRITERS[format](Carried([draft])))


@pytest.mark.parametrize(("format", "kind"), [(f, kind) for f, kinds in CARRIED.items() for kind in sorted(kinds)])
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_question_that_goes_out_comes_back_the_same(format: str, kind: Kind, data: st.DataObject) -> None:
    draft = data.draw(drafts(kind))
    sent = Carried([draft])
    content = WRITERS[format](sent)
    if any(remark.is_lost for remark in sent.remarks):
        assert format == "aiken"  # a stem that would be read as an option
        return
    back = READERS[format](content)
    assert [str(remark) for remark in back.remarks] == []
    kept, (found,) = as_kept(draft, format), back.drafts
    if format == "qti":  # extra matches come in the order of the alphabet
        assert sorted(as_seen(found)) == sorted(as_seen(kept))
        assert (found.kind, found.shuffle, found.name, found.category) == (kind, kept.shuffle, kept.name, kept.category)
        assert [option.is_key for option in found.options] == [option.is_key for option in kept.options]
    else:
        assert category_less(found) == category_less(kept)


def category_less(draft: Draft) -> Draft:
    """Without lines, and with the category as it was named here."""
    return replace(draft, line=0, category=draft.category.removeprefix("$course$/"))


@pytest.mark.parametrize("format", CARRIED)
def test_each_kind_is_carried_or_named(format: str) -> None:
    sent = Carried([draft_of(question, "small") for question in EVERY_KIND])
    back = READERS[format](WRITERS[format](sent))
    lost = {remark.name for remark in sent.remarks if remark.is_lost}
    assert {draft.kind for draft in back.drafts} == CARRIED[format]
    assert lost == {draft.name for draft in sent.drafts if draft.kind not in CARRIED[format]}
    noted = {remark.name for remark in sent.remarks if not remark.is_lost}
    for draft in sent.drafts:
        if draft.name not in lost and as_kept(draft, format) != draft:
            assert draft.name in noted, f"{format} drops something of {draft.name} and does not say so"


def test_weights_are_shared_alike_among_the_right_options() -> None:
    draft = Draft("q-1", "", Kind.MULTIPLE, "Which?", tuple(
        Option(letter, f"Text {letter}", letter in "abc", "Why.") for letter in "abcde"
    ))  # fmt: skip
    text = WRITERS["gift"](Carried([draft])).decode()
    assert text.count("~%33.33333%") == 3
    assert text.count("~%-100%") == 2
    assert there_and_back(draft, "moodle-xml").drafts[0].kind is Kind.MULTIPLE


def test_a_number_keeps_every_digit() -> None:
    draft = Draft(
        "q-1", "", Kind.NUMBER, "How many?", (), Number(Decimal("72.25"), Decimal("0.5"), "", Verdicts("Y", "N"))
    )
    for format in ("gift", "moodle-xml", "qti"):
        body = there_and_back(draft, format).drafts[0].body
        assert isinstance(body, Number)
        assert (body.answer, body.tolerance) == (Decimal("72.25"), Decimal("0.5")), format
