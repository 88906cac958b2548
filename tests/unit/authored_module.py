"""A small module in authors' files, in order as it is written, for tests that break one thing in it."""

from pathlib import Path

MODULE = """\
title: Small module
summary: A module for tests.
minutes: 11
objectives:
  CORE-1.1: name the four words
  CORE-1.2: say who may post
  CORE-2.1: tell the three hats apart
validity: {months: 12, window_days: 60, basis: completion}
assessment:
  minutes: 4
  pass_mark: 2
  draw: {lesson-1: 2, lesson-2: 1}
  attempts: {limit: none, wait_minutes: 0}
completion: [lessons_read, assessment_passed, policy_acknowledged]
acknowledgement:
  title: "{{ policy_title }}"
  statements:
    - I know where to find the policy of {{ council_name }}.
"""

LESSON = """\
---
id: lesson-{number}
title: "Lesson {number}: the words"
minutes: 3
objectives: [{objectives}]
sources: [FR-2, S01]
status: checked
author: Content team
reviewer: Communications lead
review_by: 2027-06-30
---
## First screen {{#first-screen}}

You can post with care. See [the policy]({{{{ policy_url }}}}).

### A heading

- one
- two

## Second screen {{#second-screen}}

| Word | Question |
|---|---|
| Stop | Is it true? |

:::remember
- Stop.
- Think.
:::

## Third screen {{#third-screen}}

Ask {{{{ council_name }}}}.

:::contacts communications
:::

:::check lesson-{number}-check-1
:::
"""

QUESTION = """\
  - id: {id}
    lesson: {lesson}
    objective: {objective}
    kind: single
    stem: What do you do first in {id}?
    options:
      - {{id: a, text: Stop, correct: true, feedback: Yes. You take a moment.}}
      - {{id: b, text: Post, feedback: "No. You cannot take it back."}}
      - {{id: c, text: Share, feedback: "No. It may not be true."}}
    sources: [FR-8]
    status: checked
    author: Content team
    reviewer: Communications lead
    reviewed_on: 2026-11-16
    review_by: 2027-06-30
"""

BANK = [
    ("core-1-01", "lesson-1", "CORE-1.1"), ("core-1-02", "lesson-1", "CORE-1.1"),
    ("core-1-03", "lesson-1", "CORE-1.2"), ("core-1-04", "lesson-1", "CORE-1.2"),
    ("core-2-01", "lesson-2", "CORE-2.1"), ("core-2-02", "lesson-2", "CORE-2.1"),
]  # fmt: skip


def question(id: str, lesson: str, objective: str) -> str:
    """One question in order."""
    return QUESTION.format(id=id, lesson=lesson, objective=objective)


class AuthoredModule:
    """The files of the module `small` in a folder; each method changes them and nothing checks the change."""

    def __init__(self, root: Path) -> None:
        self.content = root / "content" / "modules"
        self.quizzes = root / "quizzes"
        self.folder = self.content / "small"
        self.quiz = self.quizzes / "small"
        self.folder.mkdir(parents=True)
        self.quiz.mkdir(parents=True)
        self.module = self.folder / "module.yaml"
        self.lesson = self.folder / "01-words.md"
        self.second = self.folder / "02-hats.md"
        self.checks = self.quiz / "lesson-1.yaml"
        self.final = self.quiz / "final.yaml"
        self.module.write_text(MODULE, encoding="utf-8")
        self.lesson.write_text(LESSON.format(number=1, objectives="CORE-1.1, CORE-1.2"), encoding="utf-8")
        self.second.write_text(LESSON.format(number=2, objectives="CORE-2.1"), encoding="utf-8")
        self.checks.write_text("questions:\n" + question("lesson-1-check-1", "lesson-1", "CORE-1.1"))
        (self.quiz / "lesson-2.yaml").write_text(
            "questions:\n" + question("lesson-2-check-1", "lesson-2", "CORE-1.2"), encoding="utf-8"
        )
        self.final.write_text("questions:\n" + "".join(question(*entry) for entry in BANK), encoding="utf-8")

    @staticmethod
    def change(path: Path, old: str, new: str) -> int:
        """Replace the first `old` in a file and return the line, from 1, on which it stood."""
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {path.name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1
