"""What is different between two versions, by lesson and question, in words before and after."""

from dataclasses import replace
from datetime import date

from elearning.domain.differences import Kind, Part, What, differences, lessons_touched
from elearning.domain.modules import Kind as OfQuestion
from elearning.domain.modules import Option
from tests.builders import DRAWN
from tests.questions_of_kinds import question_of
from tests.unit.test_refreshers import SHIPPED, three_lessons

BEFORE = three_lessons()
FIRST = BEFORE.lessons[0]


def with_first(**changes: object):
    return replace(BEFORE, lessons=(replace(FIRST, **changes), *BEFORE.lessons[1:]))


def with_question(**changes: object):
    return replace(BEFORE, bank=(replace(BEFORE.bank[2], **changes), *(q for n, q in enumerate(BEFORE.bank) if n != 2)))


def test_the_same_content_differs_in_nothing() -> None:
    assert differences(BEFORE, BEFORE) == ()
    assert lessons_touched(BEFORE, BEFORE) == ()
    assert differences(SHIPPED, SHIPPED) == ()


def test_a_changed_screen_is_told_with_its_text_before_and_after() -> None:
    after = with_first(screens=(replace(FIRST.screens[0], markdown="New words."), FIRST.screens[1]))
    (found,) = differences(BEFORE, after)
    assert (found.what, found.kind, found.id, found.title) == (What.LESSON, Kind.CHANGED, "lesson-1", "Lesson 1")
    assert found.parts == (Part("screens first text", "Words.", "New words."),)
    assert lessons_touched(BEFORE, after) == ("lesson-1",)


def test_a_changed_key_and_its_feedback_are_told_by_option() -> None:
    options = (Option("a", "Answer a", True, "Why a."), *BEFORE.bank[2].options[1:])
    (found,) = differences(BEFORE, with_question(options=options))
    assert (found.what, found.id, found.lesson) == (What.QUESTION, "bank-21", "lesson-2")
    assert found.parts == (Part("options a right answer", "no", "yes"),)
    assert lessons_touched(BEFORE, with_question(options=options)) == ("lesson-2",)


def test_what_only_authors_keep_is_told_and_touches_no_lesson() -> None:
    after = with_question(review_by=date(2031, 1, 1), sources=("FR-8", "FR-9"))
    (found,) = differences(BEFORE, after)
    assert Part("sources", "FR-8", "FR-8, FR-9") in found.parts
    assert lessons_touched(BEFORE, after) == ()


def test_added_and_removed_lessons_and_questions_are_told_whole() -> None:
    fewer = replace(BEFORE, lessons=BEFORE.lessons[:2], bank=BEFORE.bank[:4])
    removed = differences(BEFORE, fewer)
    assert {(one.what, one.id) for one in removed if one.kind is Kind.REMOVED} == {
        (What.LESSON, "lesson-3"), (What.QUESTION, "check-3"), (What.QUESTION, "bank-31"), (What.QUESTION, "bank-32"),
    }  # fmt: skip
    added = differences(fewer, BEFORE)
    assert [(one.what, one.id) for one in removed] == [(one.what, one.id) for one in added]
    assert all(part.before == "" for one in added if one.kind is Kind.ADDED for part in one.parts)
    assert lessons_touched(fewer, BEFORE) == ("lesson-3",)
    assert lessons_touched(BEFORE, fewer) == ()


def test_a_question_that_moves_to_another_lesson_touches_both() -> None:
    assert lessons_touched(BEFORE, with_question(lesson="lesson-3")) == ("lesson-2", "lesson-3")


def test_settings_of_the_module_are_told_and_touch_no_lesson() -> None:
    after = replace(BEFORE, title="Newer", validity=BEFORE.validity._replace(months=24, fixed_day=(3, 31)))
    (found,) = differences(BEFORE, after)
    assert found.what is What.MODULE
    assert Part("title", "Small", "Newer") in found.parts
    assert Part("validity months that it counts", "12", "24") in found.parts
    assert Part("validity fixed day in the year", "", "3, 31") in found.parts
    assert lessons_touched(BEFORE, after) == ()


def test_another_order_of_screens_is_a_difference() -> None:
    (found,) = differences(BEFORE, with_first(screens=FIRST.screens[::-1]))
    assert found.parts == (Part("order of screens", "first, second", "second, first"),)


def test_before_a_first_version_everything_is_added() -> None:
    found = differences(None, SHIPPED)
    assert {one.kind for one in found} == {Kind.ADDED}
    assert len([one for one in found if one.what is What.LESSON]) == 8


def test_another_picture_is_told_by_its_name() -> None:
    (found,) = differences(BEFORE, replace(BEFORE, pictures=(DRAWN,)))
    (part,) = found.parts
    assert (found.what, part.name, part.before) == (What.MODULE, "pictures", "")
    assert part.after.startswith("name: square.svg; ")


def test_a_question_of_another_kind_is_told_with_all_that_it_asks_now() -> None:
    matching = question_of(OfQuestion.MATCHING, BEFORE.bank[2].id)
    (found,) = differences(BEFORE, with_question(kind=matching.kind, body=matching.body, options=()))
    told = {part.name: (part.before, part.after) for part in found.parts}
    assert told["kind"] == ("single", "matching")
    assert all(before == "" for name, (before, _) in told.items() if "match" in name)
    assert sum("match" in name for name in told) > 1
