"""Files as other systems write them, by hand; and files that nobody should have sent."""

import io
import zipfile
from decimal import Decimal

import pytest

from elearning.authoring.formats.carrying import LARGEST_FILE, Carried, Unreadable
from elearning.authoring.formats.registry import READERS, read_questions_of
from elearning.domain.modules import Kind
from elearning.domain.question_kinds import Matching, Number, ShortAnswer, Verdicts

GIFT = r"""// a comment

$CATEGORY: $course$/top/Online life/lesson-2/CORE-2.1

::Q1:: Who is the voice of a council account? {
  =The council#Right.
  ~The person who types#No\: the account speaks for the council.
  ~Nobody
}

Two of these are safe. {
  ~%50%A passkey
  ~%50%A password manager
  ~%-100%The name of your dog
  ~%-100%Your birthday }

::Q3::The check has four words.{T#Wrong, it has four.#Yes.}

Safe, appropriate, purposeful and {=legal =lawful} are the words.

How many hours has the council? {#72:1}

From when to when? {#1..5####The general word.}

Match them. { =ICT -> Filters =HR -> Policies =Managers -> Early words = -> Nothing at all }

Write an essay. {}

This is a description.

::Half:: Which? { =%50%half =%100%whole }

::Open:: Which one { =a ~b

::Own code:: Is 2 \= 2? {TRUE}
"""


def kinds(carried: Carried) -> list[Kind]:
    return [draft.kind for draft in carried.drafts]


def lost(carried: Carried) -> dict[str, tuple[int, str]]:
    return {remark.name: (remark.line, remark.reason) for remark in carried.remarks if remark.is_lost}


def test_gift_as_teachers_write_it() -> None:
    found = READERS["gift"](GIFT.encode())
    assert kinds(found) == [Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.SHORT_ANSWER, Kind.NUMBER, Kind.NUMBER,
                            Kind.MATCHING, Kind.TRUE_FALSE]  # fmt: skip
    single, multiple, check, short, number, between, matching, code = found.drafts
    assert single.category == "$course$/top/Online life/lesson-2/CORE-2.1"
    assert [option.feedback for option in single.options] == ["Right.", "No: the account speaks for the council.", ""]
    assert [option.is_key for option in multiple.options] == [True, True, False, False]
    assert [(option.is_key, option.feedback) for option in check.options] == [
        (True, "Yes."),
        (False, "Wrong, it has four."),
    ]
    assert short.stem.endswith("purposeful and _____ are the words.")
    assert short.body == ShortAnswer(("legal", "lawful"), Verdicts("", ""))
    assert number.body == Number(Decimal(72), Decimal(1), "", Verdicts("", ""))
    assert between.body == Number(Decimal(3), Decimal(2), "", Verdicts("", ""))
    assert isinstance(matching.body, Matching)
    assert matching.body.extra_matches == ("Nothing at all",)
    assert code.stem == "Is 2 = 2?"


def test_what_gift_holds_and_we_do_not_is_named_by_line_and_reason() -> None:
    found = READERS["gift"](GIFT.encode())
    lines = {text: number for number, text in enumerate(GIFT.split("\n"), 1)}
    reasons = [(remark.line, remark.reason) for remark in found.remarks]
    assert (lines["Write an essay. {}"], "An essay has no answer that can be marked here.") in reasons
    assert (lines["This is a description."], "A description asks nothing.") in reasons
    assert any(line == lines["::Half:: Which? { =%50%half =%100%whole }"] and "50 %" in why for line, why in reasons)
    assert any(line == lines["::Open:: Which one { =a ~b"] and "not closed" in why for line, why in reasons)
    assert any("general feedback" in why for _, why in reasons)
    assert len(found.drafts) + sum(remark.is_lost for remark in found.remarks) == 12


AIKEN = """What is the correct answer?
A. The first
B) The second
C. The third
ANSWER: B

Post first, think later.
A. True
B. False
ANSWER: B

No answer here?
A. One
B. Two

Which is not there?
A. One
B. Two
C. Three
ANSWER: D
"""


def test_aiken_as_teachers_write_it() -> None:
    found = READERS["aiken"](AIKEN.encode())
    assert kinds(found) == [Kind.SINGLE, Kind.TRUE_FALSE]
    assert [option.is_key for option in found.drafts[0].options] == [False, True, False]
    assert [(remark.line, remark.is_lost) for remark in found.remarks] == [(12, True), (16, True)]
    assert "no line such as ANSWER" in found.remarks[0].reason
    assert "there is no such option" in found.remarks[1].reason


MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="category"><category><text>$course$/top/lesson-1/CORE-1.1</text></category></question>
  <question type="multichoice">
    <name><text>Voices</text></name>
    <questiontext format="html"><text><![CDATA[<p>Who <strong>speaks</strong>?<br>Choose.</p>]]></text></questiontext>
    <generalfeedback format="html"><text></text></generalfeedback>
    <defaultgrade>2.0000000</defaultgrade>
    <single>true</single><shuffleanswers>0</shuffleanswers>
    <answer fraction="100" format="html"><text><![CDATA[The <em>council</em>]]></text>
      <feedback format="html"><text><![CDATA[<p>Yes &amp; right.</p>]]></text></feedback></answer>
    <answer fraction="0" format="html"><text>Me</text><feedback format="html"><text>No.</text></feedback></answer>
    <answer fraction="0" format="html"><text>You</text><feedback format="html"><text>No.</text></feedback></answer>
  </question>
  <question type="essay"><name><text>Essay</text></name>
    <questiontext format="html"><text>Write.</text></questiontext></question>
  <question type="ddwtos"><name><text>Drag</text></name>
    <questiontext format="html"><text>Drag it.</text></questiontext></question>
  <question type="truefalse"><name><text>Picture</text></name>
    <questiontext format="html"><text><![CDATA[<img src="@@PLUGINFILE@@/a.png"> True?]]></text></questiontext>
    <answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>
  <question type="shortanswer"><name><text>Script</text></name>
    <questiontext format="html"><text><![CDATA[<script>alert(1)</script> Why?]]></text></questiontext>
    <answer fraction="100"><text>so</text></answer></question>
  <question type="numerical"><name><text>Hours</text></name>
    <questiontext format="plain_text"><text>How many * hours?</text></questiontext>
    <answer fraction="100"><text>72</text><tolerance>0.5</tolerance>
      <feedback><text>Yes.</text></feedback></answer></question>
</quiz>
"""


def test_moodles_xml_as_moodle_writes_it() -> None:
    found = READERS["moodle-xml"](MOODLE.encode())
    choice, number = found.drafts
    assert (choice.name, choice.category, choice.shuffle) == ("Voices", "$course$/top/lesson-1/CORE-1.1", False)
    assert choice.stem == "Who **speaks**? Choose."
    assert choice.options[0].text == "The *council*"
    assert choice.options[0].feedback == "Yes & right."
    assert number.stem == r"How many \* hours?"
    assert number.body == Number(Decimal(72), Decimal("0.5"), "", Verdicts("Yes.", ""))
    named = lost(found)
    lines = MOODLE.split("\n")
    assert {name: said[0] for name, said in named.items()} == {
        name: next(n for n, line in enumerate(lines, 1) if f"<text>{name}</text>" in line) for name in named
    }
    assert {name: said[1].split(";")[0] for name, said in named.items()} == {
        "Essay": "An essay has no kind here.",
        "Drag": "A question of type 'ddwtos' has no kind here.",
        "Picture": "It holds a picture",
        "Script": "It holds a script or another active part of a page.",
    }
    assert [remark.reason for remark in found.remarks if not remark.is_lost] == [
        "Its weight of 2.0000000 is left out: here every question counts one."
    ]


ITEM = """<?xml version="1.0"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="choice" title="Unattended" adaptive="false"
    timeDependent="false">
  <responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
    <correctResponse><value>ChoiceA</value></correctResponse></responseDeclaration>
  <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
  <itemBody>
    <p>Look at this <em>sign</em>.</p>
    <choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="1">
      <prompt>What does it say?</prompt>
      <simpleChoice identifier="ChoiceA">Stay with your bag.</simpleChoice>
      <simpleChoice identifier="ChoiceB">Let somebody look after it.</simpleChoice>
      <simpleChoice identifier="ChoiceC">Leave it.<feedbackInline outcomeIdentifier="FEEDBACK" identifier="ChoiceC"
        showHide="show">Never.</feedbackInline></simpleChoice>
    </choiceInteraction>
  </itemBody>
  <responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>
</assessmentItem>
"""


def test_an_item_of_qti_as_other_tools_write_it() -> None:
    (draft,) = READERS["qti"](ITEM.encode()).drafts
    assert draft.stem == "Look at this *sign*. What does it say?"
    assert [(option.text, option.is_key, option.feedback) for option in draft.options] == [
        ("Stay with your bag.", True, ""), ("Let somebody look after it.", False, ""), ("Leave it.", False, "Never."),
    ]  # fmt: skip
    assert not draft.shuffle


def test_what_qti_holds_and_we_do_not_is_named() -> None:
    two = ITEM.replace("choiceInteraction", "hotspotInteraction")
    for item, reason in ((two, "hotspotInteraction"), (ITEM.replace("ChoiceA</value>", "Nobody</value>"), "which"),
                         (ITEM.replace("<p>Look", '<object data="a.swf"/><p>Look'), "active")):  # fmt: skip
        found = READERS["qti"](item.encode())
        assert found.drafts == []
        assert reason in found.remarks[0].reason


BOMB = b"""<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<quiz><question type="essay"><name><text>&b;</text></name></question></quiz>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz/>"""


@pytest.mark.parametrize(
    ("format", "content", "says"),
    [
        ("moodle-xml", BOMB, "entities"),
        ("moodle-xml", OUTSIDE, "entities"),
        ("qti", BOMB.replace(b"quiz", b"assessmentItem"), "entities"),
        ("moodle-xml", MOODLE[:900].encode(), "cut off"),
        ("moodle-xml", b"", "cut off"),
        ("moodle-xml", b"<html></html>", "does not begin with <quiz>"),
        ("moodle-xml", b"<quiz>" + b"<a>" * 500 + b"</a>" * 500 + b"</quiz>", "within each other"),
        ("moodle-xml", b'<?xml version="1.0" encoding="no-such"?><quiz/>', "unknown encoding"),
        ("gift", b"::Q:: \xff\xfe {T}", "not UTF-8"),
        ("gift", b"::Q:: a\x00b {T}", "U+0000"),
        ("aiken", b"x" * (LARGEST_FILE + 1), "larger than"),
        ("qti", b"PK\x03\x04 and then nothing", "damaged"),
        ("qti", b"plainly no XML", "cut off"),
    ],
)  # fmt: skip
def test_a_hostile_or_damaged_file_is_refused_with_a_clear_word(format: str, content: bytes, says: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_questions_of(format, content)
    assert says in refused.value.message


def packed(**documents: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in documents.items():
            package.writestr(f"{name}.xml", content)
    return target.getvalue()


def test_a_package_that_unfolds_without_end_is_refused_and_a_bad_item_does_not_spoil_the_rest() -> None:
    with pytest.raises(Unreadable, match="more than 4 MB"):
        read_questions_of("qti", packed(bomb=b" " * (LARGEST_FILE + 10)))
    found = read_questions_of("qti", packed(good=ITEM.encode(), bad=BOMB, half=ITEM[:300].encode()))
    assert len(found.drafts) == 1
    assert sorted(lost(found)) == ["bad.xml", "half.xml"]


def test_script_is_named_whatever_the_format() -> None:
    gift = READERS["gift"](
        b"::Q::[markdown]<script>alert(1)</script> {T}\n\n::R::[html]<a href='javascript:x'>x</a> {T}"
    )
    aiken = READERS["aiken"](b"Is <script>x</script> fine?\nA. Yes\nB. No\nC. Never\nANSWER: B\n")
    assert gift.drafts == aiken.drafts == []
    assert len(lost(gift)) == 2
    assert "script" in aiken.remarks[0].reason


def test_a_file_of_too_many_questions_is_refused() -> None:
    with pytest.raises(Unreadable, match="more than 2,000 questions"):
        read_questions_of("gift", b"Is it? {T}\n\n" * 2_001)
