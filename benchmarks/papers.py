"""Drawing papers and marking attempts, each beside the least that any program must do for it."""

import time
from collections.abc import Callable
from dataclasses import replace
from random import Random
from statistics import median

from benchmarks.table import Line
from elearning.domain.answer_keys import whole_key, wrong_response
from elearning.domain.assessment import draw, mark_attempt
from elearning.domain.modules import ModuleVersion, Question
from tests.builders import shipped_version

PAPERS, ROUNDS = 10_000, 3


def _seconds(work: Callable[[], object]) -> float:
    found = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return median(found)


def _grown(version: ModuleVersion, size: int) -> ModuleVersion:
    """The same module with a bank of so many questions: copies with ids of their own."""
    copies = [replace(version.bank[n % len(version.bank)], id=f"copy-{n}") for n in range(size)]
    return replace(version, bank=tuple(copies))


def _bare_draw(bank: tuple[Question, ...], seed: int) -> None:
    """Fifteen by chance, each with its options shuffled: no lesson, no objective, no cap."""
    chance = Random(seed)
    for question in chance.sample(bank, 15):
        ids = [option.id for option in question.options]
        chance.shuffle(ids)


def _draws(version: ModuleVersion) -> Line:
    whole = _seconds(lambda: [draw(version, seed=seed) for seed in range(PAPERS)])
    bare = _seconds(lambda: [_bare_draw(version.bank, seed) for seed in range(PAPERS)])
    work = f"drawing {PAPERS:,} papers from a bank of {len(version.bank):,}"
    return Line(work, f"{whole:.2f} s", f"15 by chance, shuffled: {bare:.2f} s", f"{whole / bare:.1f}", "≤ 10")


def _marks(version: ModuleVersion) -> Line:
    attempts = []
    for seed in range(PAPERS):
        paper = draw(version, seed=seed)
        asked = [version.question(one.question_id) for one in paper]
        chance = Random(seed)
        given = {one.id: whole_key(one) if chance.random() < 0.8 else wrong_response(one) for one in asked}
        attempts.append((paper, given, {one.id: whole_key(one) for one in asked}))
    whole = _seconds(lambda: [mark_attempt(version, paper, given) for paper, given, _ in attempts])
    bare = _seconds(lambda: [sum(given[id] == key for id, key in keys.items()) for _, given, keys in attempts])
    work = f"marking {PAPERS:,} attempts of 15 mixed questions"
    return Line(work, f"{whole:.2f} s", f"comparing tuples alone: {bare:.3f} s", f"{whole / bare:.0f}", "≤ 60")


def lines() -> list[Line]:
    """Medians of three rounds in one process."""
    version = shipped_version()
    return [_draws(version), _draws(_grown(version, 5_000)), _marks(version)]
