"""What a refresher holds, for whom, and what is said of a publication: by table and by property."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elearning.domain.facts import CompletionFact, Facts, RefresherAsk, RefresherDone, Span
from elearning.domain.modules import ChangeClass, CompletionCondition, Lesson, ModuleVersion
from elearning.domain.publications import Change, needs_second_person, reasons_not_to_publish
from elearning.domain.refreshers import Publication, asked_refresher, can_help, changes_since, cut_down, to_be_lifted
from tests.builders import shipped_version, small_question, small_version

DAY = date(2026, 6, 1)
SHIPPED = shipped_version()


def three_lessons() -> ModuleVersion:
    """A module of three lessons with two questions each of two objectives each."""
    one = small_version().lessons[0]

    def lesson(number: int) -> Lesson:
        return replace(
            one, id=f"lesson-{number}", title=f"Lesson {number}", minutes=number,
            objectives=(f"O-{number}.1", f"O-{number}.2"),
            checks=(small_question(number, f"O-{number}.1", lesson=f"lesson-{number}", prefix="check"),),
            screens=tuple(replace(s, check=f"check-{number}" if s.check else None) for s in one.screens),
        )  # fmt: skip

    bank = tuple(
        small_question(10 * n + m, f"O-{n}.{m}", lesson=f"lesson-{n}", prefix="bank") for n in (1, 2, 3) for m in (1, 2)
    )
    assessment = replace(
        small_version().assessment, minutes=6, pass_mark=5, draw=dict.fromkeys(("lesson-1", "lesson-2", "lesson-3"), 2)
    )
    return small_version(lessons=(lesson(1), lesson(2), lesson(3)), bank=bank, assessment=assessment)


def completion(version: int = 1, *, on: date = date(2026, 1, 5), expires: date = date(2027, 1, 5)) -> CompletionFact:
    return CompletionFact(on, datetime(on.year, on.month, on.day, 9, tzinfo=UTC), expires, version, 30, ())


def publication(number: int, *lessons: str, by: date | None = None, withdrawn: bool = False) -> Publication:
    return Publication(number, date(2026, number, 1), "material", f"Why {number}", lessons, by, withdrawn)


def asked(facts: Facts, *publications: Publication, number: int, day: date = DAY):
    return asked_refresher(facts, publications, three_lessons(), number=number, day=day)


def ask(version: int, by: date = date(2026, 7, 1)) -> RefresherAsk:
    return RefresherAsk(version, date(2026, version, 1), by)


def facts(
    *completions: CompletionFact, asks: tuple[RefresherAsk, ...] = (), done: tuple[RefresherDone, ...] = ()
) -> Facts:
    return Facts((), (), completions=completions, refresher_asks=asks, refreshers_done=done)


def test_it_holds_everything_changed_since_the_version_passed() -> None:
    told = (publication(1), publication(2, "lesson-3"), publication(3, "lesson-1", by=date(2026, 7, 1)))
    found = asked(facts(completion(), asks=(ask(3),)), *told, number=3)
    assert found is not None
    assert (found.since, found.version, found.by) == (1, 3, date(2026, 7, 1))
    assert found.lessons == ("lesson-1", "lesson-3")
    assert [each.number for each in found.because] == [2, 3]


def test_whoever_passed_a_version_between_is_asked_for_less() -> None:
    told = (publication(1), publication(2, "lesson-3"), publication(3, "lesson-1", by=date(2026, 7, 1)))
    found = asked(facts(completion(2, on=date(2026, 2, 3)), asks=(ask(3),)), *told, number=3)
    assert found is not None and found.lessons == ("lesson-1",)


def test_a_refresher_done_is_the_version_passed() -> None:
    told = (publication(1), publication(2, "lesson-3"), publication(3, "lesson-1"))
    done = RefresherDone(date(2026, 2, 9), datetime(2026, 2, 9, 9, tzinfo=UTC), 2)
    found = asked(facts(completion(), asks=(ask(2), ask(3)), done=(done,)), *told, number=3)
    assert found is not None and (found.since, found.lessons) == (2, ("lesson-1",))


def test_early_or_late_it_is_asked_until_the_completion_itself_runs_out() -> None:
    held, told = facts(completion(), asks=(ask(2, date(2026, 4, 1)),)), (publication(2, "lesson-2"),)
    assert asked(held, *told, number=2, day=date(2026, 1, 31)) is None  # not published yet
    assert asked(held, *told, number=2, day=date(2026, 2, 1)) is not None
    assert asked(held, *told, number=2, day=date(2026, 5, 1)) is not None
    assert asked(held, *told, number=2, day=date(2027, 1, 5)) is not None
    assert asked(held, *told, number=2, day=date(2027, 1, 6)) is None


def test_nothing_is_asked_where_a_newer_completion_governs_or_none_could_be_helped() -> None:
    told = (publication(2, "lesson-2"),)
    newer = completion(2, on=date(2026, 2, 2), expires=date(2027, 2, 2))
    assert asked(facts(completion(), newer, asks=(ask(2),)), *told, number=2) is None
    assert asked(facts(asks=(ask(2),)), *told, number=2) is None
    revoked = completion()._replace(revoked=(Span(date(2026, 3, 1), None),))
    assert to_be_lifted(facts(revoked, asks=(ask(2),)), DAY) is None
    assert asked(facts(completion()), *told, number=2) is None
    assert not can_help(facts(completion()), version=2, day=DAY)


def test_a_version_older_than_what_asks_answers_nothing() -> None:
    held = facts(completion(), asks=(ask(2), ask(3)))
    assert can_help(held, version=2, day=DAY)
    assert can_help(held, version=3, day=DAY)
    assert not can_help(facts(completion(), asks=(ask(3),)), version=2, day=DAY)
    found = asked(held, publication(2, "lesson-2"), publication(3, "lesson-3"), number=2)
    assert found is not None and (found.version, found.lessons) == (2, ("lesson-2",))


def test_what_was_withdrawn_changed_nothing_but_for_whoever_passed_it() -> None:
    told = (publication(1), publication(2, "lesson-2", withdrawn=True), publication(3, "lesson-3"))
    assert [one.number for one in changes_since(told, since=1, to=3)] == [3]
    assert [one.number for one in changes_since(told, since=2, to=3)] == [2, 3]


def test_without_a_lesson_that_is_still_there_it_holds_them_all() -> None:
    found = asked(facts(completion(), asks=(ask(2),)), publication(2, "gone"), number=2)
    assert found is not None and found.lessons == ("lesson-1", "lesson-2", "lesson-3")


def test_a_version_is_cut_down_to_the_lessons_and_their_questions() -> None:
    found = cut_down(three_lessons(), ["lesson-2"])
    assert [lesson.id for lesson in found.lessons] == ["lesson-2"]
    assert {question.lesson for question in found.bank} == {"lesson-2"}
    assert (found.assessment.questions, found.assessment.pass_mark) == (2, 2)
    assert (found.assessment.minutes, found.minutes) == (2, 4)
    assert found.completion == (CompletionCondition.LESSONS_READ, CompletionCondition.ASSESSMENT_PASSED)
    assert found.acknowledgement is None


def test_lessons_without_questions_of_their_own_are_only_read() -> None:
    whole = three_lessons()
    unasked = replace(whole, assessment=replace(whole.assessment, draw={"lesson-1": 2}))
    assert cut_down(unasked, ["lesson-2"]).completion == (CompletionCondition.LESSONS_READ,)
    only_read = replace(whole, completion=(CompletionCondition.LESSONS_READ,))
    assert cut_down(only_read, ["lesson-2"]).completion == (CompletionCondition.LESSONS_READ,)
    nothing_asked = replace(whole, assessment=replace(whole.assessment, draw={}))
    assert cut_down(nothing_asked, ["lesson-2"]).assessment.pass_mark == 0


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.integers(1, 8), min_size=1))
def test_the_share_that_must_be_right_is_never_less_than_in_the_whole(numbers: set[int]) -> None:
    whole = SHIPPED
    cut = cut_down(whole, [f"lesson-{number}" for number in numbers]).assessment
    of_all = whole.assessment
    assert cut.pass_mark <= cut.questions
    assert cut.pass_mark * of_all.questions >= of_all.pass_mark * cut.questions
    assert (cut.pass_mark - 1) * of_all.questions < of_all.pass_mark * cut.questions


BEFORE = three_lessons()
AFTER = replace(BEFORE, lessons=(*BEFORE.lessons[:2], replace(BEFORE.lessons[2], title="Otherwise")))
MATERIAL = Change(ChangeClass.MATERIAL, "Because", ("lesson-3",))


@pytest.mark.parametrize(
    ("change", "number", "said"),
    [
        (None, 1, ""),
        (replace(MATERIAL, refresher_by=DAY), 1, "nobody to ask"),
        (replace(MATERIAL, lessons=()), 1, ""),
        (None, 2, "say what kind"),
        (Change(ChangeClass.TYPO, " "), 2, "say what kind"),
        (Change(ChangeClass.TYPO, "A comma"), 2, ""),
        (Change(ChangeClass.TYPO, "A comma", ("lesson-3",)), 2, "leaves everybody"),
        (Change(ChangeClass.CLARIFICATION, "Words", (), DAY), 2, "leaves everybody"),
        (MATERIAL, 2, ""),
        (replace(MATERIAL, refresher_by=DAY), 2, ""),
        (replace(MATERIAL, refresher_by=date(2026, 5, 31)), 2, "today or later"),
        (replace(MATERIAL, lessons=()), 2, "Name the lessons"),
        (replace(MATERIAL, lessons=("lesson-9",)), 2, "no lesson lesson-9"),
        (Change(ChangeClass.LAW, "The Act", ("lesson-1", "lesson-3"), DAY), 2, ""),
    ],
)  # fmt: skip
def test_why_a_change_may_not_be_published_as_it_is_said(change: Change | None, number: int, said: str) -> None:
    reasons = reasons_not_to_publish(BEFORE, AFTER, change, number=number, day=DAY)
    assert (said in " ".join(reasons)) if said else reasons == ()


def test_a_change_of_settings_alone_names_no_lesson_unless_it_asks() -> None:
    after, change = replace(BEFORE, validity=BEFORE.validity._replace(months=24)), replace(MATERIAL, lessons=())
    assert reasons_not_to_publish(BEFORE, after, change, number=2, day=DAY) == ()
    asking = replace(change, refresher_by=DAY)
    assert reasons_not_to_publish(BEFORE, after, asking, number=2, day=DAY) == (
        "Name the lessons that the change touches.",
    )
    assert reasons_not_to_publish(None, after, change, number=2, day=DAY) == (
        "Name the lessons that the change touches.",
    )


def test_a_second_person_is_needed_for_material_and_law_where_the_council_asks() -> None:
    for kind in ChangeClass:
        change = Change(kind, "Why")
        assert needs_second_person(change, is_required=True) is (kind in (ChangeClass.MATERIAL, ChangeClass.LAW))
        assert not needs_second_person(change, is_required=False)
    assert not needs_second_person(None, is_required=True)
