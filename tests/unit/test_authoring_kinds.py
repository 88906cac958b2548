"""Questions of every kind in authors' files: read, or every fault named at its line."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from elearning.authoring.files import load_module
from elearning.domain.modules import Kind, Question
from elearning.domain.problems import Problem, Severity
from elearning.domain.question_kinds import Choice, Matching, Number, Ordering, Scenario, ShortAnswer
from elearning.settings import ROOT
from tests.unit.authored_module import BANK, AuthoredModule, question

END = """\
    sources: [FR-8]
    status: checked
    author: Content team
    reviewer: Communications lead
    reviewed_on: 2026-11-16
    review_by: 2027-06-30
"""
BODIES = {
    Kind.MATCHING: """\
    pairs:
      - {id: a, text: ICT, match: Runs the filters, feedback: ICT looks after the network.}
      - {id: b, text: HR, match: Keeps the policies, feedback: HR writes and advises.}
      - {id: c, text: Managers, match: Act early, feedback: They talk to you.}
    extra_matches: [Answers the phones]
""",
    Kind.ORDERING: """\
    steps:
      - {id: a, text: Stop, feedback: A pause loses nothing.}
      - {id: b, text: Trace, feedback: It often ends the search.}
      - {id: c, text: Act, feedback: Now you know.}
""",
    Kind.SHORT_ANSWER: """\
    accepted: [purposeful, with purpose]
    feedback: {right: Yes., wrong: The word is purposeful.}
""",
    Kind.NUMBER: """\
    answer: 72.5
    tolerance: 1
    unit: hours
    feedback: {right: Yes., wrong: It is 72 and a half.}
""",
    Kind.SCENARIO: """\
    decisions:
      - id: d1
        text: A child asks to follow you.
        options:
          - {id: a, text: Accept, consequence: They see your family., next: d2}
          - {id: b, text: Decline, consequence: They understand., next: d2}
      - id: d2
        text: A post worries you.
        options:
          - {id: a, text: Report it, consequence: Help comes., correct: true, feedback: The same day.}
          - {id: b, text: Comment, consequence: Everybody reads it.}
    marked: d2
""",
}


def of_kind(kind: Kind, body: str = "") -> str:
    head = f"  - id: core-1-01\n    lesson: lesson-1\n    objective: CORE-1.1\n    kind: {kind.value}\n    stem: What now?\n"
    return head + (body or BODIES[kind]) + END


class Files(AuthoredModule):
    """A module whose first question of the bank is of another kind."""

    def ask(self, kind: Kind, body: str = "") -> None:
        rest = "".join(question(*entry) for entry in BANK[1:])
        self.final.write_text("questions:\n" + of_kind(kind, body) + rest, encoding="utf-8")

    def problems(self) -> list[Problem]:
        return list(load_module(self.content, self.quizzes, "small").problems)

    def first(self) -> Question:
        loaded = load_module(self.content, self.quizzes, "small")
        assert loaded.version is not None, [str(problem) for problem in loaded.problems]
        return loaded.version.bank[0]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.mark.parametrize("kind", BODIES)
def test_every_kind_is_read_without_a_word(files: Files, kind: Kind) -> None:
    files.ask(kind)
    assert files.problems() == []
    read = files.first()
    assert (read.kind, read.options, read.shuffle) == (kind, (), True)


def test_what_is_written_is_what_is_read(files: Files) -> None:
    files.ask(Kind.MATCHING)
    matching = files.first().body
    assert isinstance(matching, Matching)
    assert [pair.match for pair in matching.pairs] == ["Runs the filters", "Keeps the policies", "Act early"]
    assert matching.extra_matches == ("Answers the phones",)
    files.ask(Kind.ORDERING)
    ordering = files.first().body
    assert isinstance(ordering, Ordering)
    assert [step.id for step in ordering.steps] == ["a", "b", "c"]
    files.ask(Kind.SHORT_ANSWER)
    short = files.first().body
    assert isinstance(short, ShortAnswer)
    assert (short.accepted, short.feedback.right) == (("purposeful", "with purpose"), "Yes.")
    files.ask(Kind.NUMBER)
    number = files.first().body
    assert isinstance(number, Number)
    assert (number.answer, number.tolerance, number.unit) == (Decimal("72.5"), Decimal(1), "hours")
    files.ask(Kind.SCENARIO)
    story = files.first().body
    assert isinstance(story, Scenario)
    assert story.marked == "d2"
    assert story.decisions[1].options[0] == Choice("a", "Report it", "Help comes.", None, True, "The same day.")


def test_unit_tolerance_and_extra_matches_may_be_left_out(files: Files) -> None:
    files.ask(Kind.NUMBER, "    answer: 72\n    feedback: {right: Yes., wrong: It is 72.}\n")
    number = files.first().body
    assert isinstance(number, Number)
    assert (number.answer, number.tolerance, number.unit) == (Decimal(72), Decimal(0), "")
    files.ask(Kind.MATCHING, BODIES[Kind.MATCHING].replace("    extra_matches: [Answers the phones]\n", ""))
    matching = files.first().body
    assert isinstance(matching, Matching)
    assert matching.extra_matches == ()


FAULTS = [
    # the kind, what is replaced by what, on which line below the question's `kind:` the fault is named, what it says
    (Kind.MATCHING, "match: Act early, ", "", 5, "match is missing"),
    (Kind.MATCHING, "match: Act early", "mach: Act early", 5, "Did you mean match?"),
    (Kind.MATCHING, "    pairs:", "    pars:", 2, "Did you mean pairs?"),
    (Kind.MATCHING, "      - {id: c, text: Managers, match: Act early, feedback: They talk to you.}\n", "", 2, "this has 2"),
    (Kind.MATCHING, "id: c", "id: a", 5, "Two pairs have the id a"),
    (Kind.MATCHING, "[Answers the phones]", "[runs the filters]", 6, "there already"),
    (Kind.MATCHING, "feedback: They talk to you.", "feedback: '{{ council_name }}'", 5, "local setting"),
    (Kind.MATCHING, "feedback: They talk to you.", 'feedback: "- a list"', 5, "one paragraph"),
    (Kind.ORDERING, "text: Act", "text: Stop", 5, "Two steps say the same"),
    (Kind.ORDERING, "    steps:\n", "    shuffle: false\n    steps:\n", -3, "always shuffled"),
    (Kind.ORDERING, "    steps:\n", "    options: []\n    steps:\n", 2, "options is not a key that belongs here"),
    (Kind.SHORT_ANSWER, "with purpose", "with a good clear purpose", 2, "has 5 words"),
    (Kind.SHORT_ANSWER, "with purpose", "yes", 2, "Put it in quotes"),
    (Kind.SHORT_ANSWER, "[purposeful, with purpose]", "[]", 2, "Give at least 1"),
    (Kind.SHORT_ANSWER, ", wrong: The word is purposeful.", "", 3, "wrong is missing"),
    (Kind.NUMBER, "answer: 72.5", "answer: about 72", 2, "give a number without quotes"),
    (Kind.NUMBER, "answer: 72.5", "answer: yes", 2, "give a number without quotes"),
    (Kind.NUMBER, "answer: 72.5", "answer: .inf", 2, "at most 12 digits"),
    (Kind.NUMBER, "answer: 72.5", "answer: .nan", 2, "at most 12 digits"),
    (Kind.NUMBER, "answer: 72.5", "answer: 1" + "0" * 400, 2, "at most 12 digits"),
    (Kind.NUMBER, "tolerance: 1", "tolerance: -1", 3, "below 0"),
    (Kind.SCENARIO, "They understand., next: d2", "They understand., next: d3", 7, "no decision d3"),
    (Kind.SCENARIO, "Everybody reads it.}", "Everybody reads it., next: d1}", 3, "can come back to d1"),
    (Kind.SCENARIO, "marked: d2", "marked: d4", 13, "no decision d4 to mark"),
    (Kind.SCENARIO, ", correct: true", "", 13, "No option of d2"),
    (Kind.SCENARIO, "consequence: They understand., ", "", 7, "consequence is missing"),
    (Kind.SCENARIO, "id: d2\n", "id: d1\n", 8, "Two decisions have the id d1"),
    (Kind.SCENARIO, "consequence: They understand.", 'consequence: "## No"', 7, "one paragraph"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "old", "new", "below", "said"), FAULTS, ids=[f"{f[0]}-{f[4]}-{f[2][:20]}" for f in FAULTS]
)
def test_each_fault_of_a_kind_is_named_by_its_line(
    files: Files, kind: Kind, old: str, new: str, below: int, said: str
) -> None:
    assert old in BODIES[kind]
    files.ask(kind, BODIES[kind].replace(old, new, 1))
    hits = [(Path(p.path).name, p.line) for p in files.problems() if said in p.message and p.severity is Severity.ERROR]
    assert ("final.yaml", 5 + below) in hits, [str(problem) for problem in files.problems()]


def test_a_way_past_the_marked_decision_is_a_warning_at_its_line(files: Files) -> None:
    files.ask(Kind.SCENARIO, BODIES[Kind.SCENARIO].replace("They understand., next: d2", "They understand."))
    (problem,) = files.problems()
    assert (problem.severity, problem.line) == (Severity.WARNING, 12)
    assert "leads past d2" in problem.message


def test_partial_credit_is_a_setting_of_the_module(files: Files) -> None:
    files.change(files.module, "  pass_mark: 2", "  partial_credit: true\n  pass_mark: 2")
    loaded = load_module(files.content, files.quizzes, "small")
    assert loaded.version is not None
    assert loaded.version.assessment.partial_credit
    files.change(files.module, "partial_credit: true", "partial_credit: some")
    assert any("Give true or false" in problem.message for problem in files.problems())


def test_the_examples_of_the_authors_guide_are_in_order(files: Files) -> None:
    guide = (ROOT / "docs" / "authors.md").read_text(encoding="utf-8")
    (examples,) = [
        block for block in re.findall(r"^```yaml\n(.*?)^```", guide, re.MULTILINE | re.DOTALL) if "pairs:" in block
    ]
    for example in examples.split("\n\n"):
        head, _, body = example.strip("\n").partition("\n")
        files.ask(Kind(head.partition(":")[2].strip()), body + "\n")
        assert [problem for problem in files.problems() if "leads past" not in problem.message] == [], example
