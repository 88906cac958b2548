"""Marking one answer, whatever its kind. Pure: no response raises, and the order of what was shown does not matter."""

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache

from elearning.domain.modules import Kind, Question
from elearning.domain.question_kinds import Matching, Number, Ordering, Scenario, ShortAnswer
from elearning.domain.responses import LONGEST_TYPED, Response, pairs_in, texts_in, walk

NONE = Fraction(0)

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?")
_MINUS = str.maketrans({"−": "-", "–": "-"})


def _letters(text: str) -> str:
    """Letters and digits alone, in one case, without accents."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in apart if letter.isalnum())


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") else word


def forms(text: str) -> frozenset[str]:
    """What a short answer is compared by: case, spaces, punctuation, accents and a plural s make no difference."""
    together = _letters(text)
    apart = "".join(_singular(_letters(word)) for word in text.split())
    return frozenset({together, _singular(together), apart}) - {""}


def number_in(text: str, unit: str = "") -> Fraction | None:
    """The number that was typed, with or without its unit, a pound or a per cent sign; None if it is none."""
    if len(text) > LONGEST_TYPED:
        return None
    bare = "".join(text.casefold().split()).translate(_MINUS).rstrip(".")
    own = "".join(unit.casefold().split())
    said = next((word for word in (own, f"{own}s", _singular(own)) if word and bare.endswith(word)), "")
    bare = bare.removesuffix(said).replace("£", "", 1).removesuffix("%")
    if not _NUMBER.fullmatch(bare) or not bare.strip("+-"):
        return None
    return Fraction(bare.replace(",", ""))


def _short_answer(body: ShortAnswer, response: Response) -> bool:
    if len(response) != 1 or len(response[0]) > LONGEST_TYPED:
        return False
    return not forms(response[0]).isdisjoint(_accepted(body.accepted))


@lru_cache(maxsize=1000)
def _accepted(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(forms, texts))


def _number(body: Number, response: Response) -> bool:
    given = number_in(response[0], body.unit) if len(response) == 1 else None
    return given is not None and abs(given - Fraction(body.answer)) <= Fraction(body.tolerance)


def _scenario(body: Scenario, response: Response) -> bool:
    """Whether the way leads to the marked decision and takes it rightly; what else was decided is not marked."""
    return any(taken.choice.is_key for taken in walk(body, response) if taken.decision.id == body.marked)


def mark(question: Question, chosen: object) -> int:
    """1 if the answer is right as a whole, otherwise 0 (brief D.4, table of marking).

    Whatever a browser may have sent is marked and never raises; what is no list of texts is wrong.
    """
    response = texts_in(chosen)
    if not response:
        return 0
    match question.body:
        case Matching() | Ordering() as body:
            return int(pairs_in(response) == body.key)
        case ShortAnswer() as body:
            return int(_short_answer(body, response))
        case Number() as body:
            return int(_number(body, response))
        case Scenario() as body:
            return int(_scenario(body, response))
    return int(frozenset(response) == question.keys)


def credit(question: Question, chosen: object) -> Fraction:
    """From 0 to 1, where a module gives partial credit.

    Multiple choice: the keys chosen less the wrong options chosen, of all keys. Matching and ordering: the items and
    steps that are right, of all. Every other kind is right or wrong.
    """
    response = texts_in(chosen)
    if not response:
        return NONE
    if isinstance(question.body, Matching | Ordering):
        key, given = question.body.key, pairs_in(response) or {}
        return Fraction(sum(given.get(id) == right for id, right in key.items()), len(key))
    if question.kind is Kind.MULTIPLE:
        chosen_keys = len(question.keys & set(response))
        return max(NONE, Fraction(chosen_keys - (len(response) - chosen_keys), len(question.keys)))
    return Fraction(mark(question, response))
