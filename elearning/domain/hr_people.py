"""What HR's file changes about one person: name, e-mail address, times in post. Decides; writes nothing."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from elearning.domain.hr_file import HrRow
from elearning.domain.hr_plan import NewHolding, NewText, Noun, Replaced
from elearning.domain.people import ONE_DAY, Employment, KnownHolding, KnownPerson, KnownText, employments


class TextEdit(NamedTuple):
    """A name or address to end, to record, or both."""

    replaced: tuple[Replaced, ...] = ()
    added: tuple[NewText, ...] = ()


class HoldingEdit(NamedTuple):
    """Times in post to end, to record (`begun` are the new ones of these), and all that stand afterwards."""

    replaced: tuple[Replaced, ...]
    added: tuple[NewHolding, ...]
    begun: tuple[NewHolding, ...]
    after: tuple[Employment, ...]


def edit_text(noun: Noun, known: KnownText | None, wanted: NewText, today: date) -> TextEdit:
    """Record a text where it differs from what is known: from today, or from its own day if it is new."""
    if known is None:
        return TextEdit(added=(wanted,)) if wanted.text else TextEdit()
    if (known.text, known.known_as) == (wanted.text, wanted.known_as):
        return TextEdit()
    last_on = today - ONE_DAY if known.true_from < today else None
    true_from = max(known.true_from, today)
    added = (wanted._replace(true_from=true_from),) if wanted.text else ()
    return TextEdit((Replaced(noun, known.fact_id, last_on),), added)


def first_day(rows: Iterable[HrRow], today: date) -> date:
    """The earliest start of these rows, or today if none has one."""
    return min([row.first_on for row in rows if row.first_on is not None], default=today)


def _spell_of(holding: KnownHolding, spells: tuple[Employment, ...]) -> Employment:
    return next(s for s in spells if s.first_on <= holding.first_on <= (s.last_on or date.max))


def _starts(rows: list[HrRow], known: tuple[KnownHolding, ...], today: date) -> dict[int, set[date]]:
    """By the recorded times in post the days that a file may give as their start.

    HR systems give either the first day in the post or that of the unbroken employment. That may be the employment
    without the times that the file lists as over: on the day of a move they were perhaps not on record yet.
    """
    over = {
        (row.reference, row.first_on, row.last_on) for row in rows if row.last_on is not None and row.last_on < today
    }
    found = {holding.fact_id: {holding.first_on} for holding in known}
    for of in (known, [h for h in known if (h.reference, h.first_on, h.last_on) not in over]):
        spells = employments((h.first_on, h.last_on) for h in of)
        for holding in of:
            found[holding.fact_id].add(_spell_of(holding, spells).first_on)
    return found


def _overlaps(row: HrRow, holding: KnownHolding) -> bool:
    first_on = row.first_on or date.min
    return first_on <= (holding.last_on or date.max) and holding.first_on <= (row.last_on or date.max)


def _match(
    rows: list[HrRow], known: tuple[KnownHolding, ...], starts: dict[int, set[date]]
) -> dict[int, KnownHolding]:  # fmt: skip
    """The recorded time in post that each row (by its number) speaks of; rows of a new one are left out."""
    matched: dict[int, KnownHolding] = {}
    for same_start in (True, False):
        for row in rows:
            taken = {holding.fact_id for holding in matched.values()}
            candidates = [
                holding
                for holding in known
                if holding.reference == row.reference
                and holding.fact_id not in taken
                and (row.first_on in starts[holding.fact_id] if same_start else _overlaps(row, holding))
            ]
            if candidates and row.row not in matched:
                matched[row.row] = max(
                    candidates, key=lambda h: (h.last_on == row.last_on, h.first_on == row.first_on, h.first_on)
                )
    return matched


class _Holdings:
    """The times in post of one person while the rows of the file are gone through."""

    def __init__(
        self, number: str, known: tuple[KnownHolding, ...], starts: dict[int, set[date]], today: date
    ) -> None:  # fmt: skip
        self.number = number
        self.today = today
        self.starts = starts
        self.spells = employments((h.first_on, h.last_on) for h in known)
        self.standing = {holding.fact_id: holding for holding in known}
        self.replaced: list[Replaced] = []
        self.added: list[NewHolding] = []

    def end(self, holding: KnownHolding, last_on: date) -> None:
        """Let a recorded time in post end; one that would end before it began is taken away."""
        is_kept = last_on >= holding.first_on
        self.replaced.append(Replaced(Noun.HOLDING, holding.fact_id, last_on if is_kept else None))
        del self.standing[holding.fact_id]
        if is_kept:
            self.standing[holding.fact_id] = holding._replace(last_on=last_on)

    def correct(self, holding: KnownHolding, first_on: date, last_on: date | None) -> None:
        self.replaced.append(Replaced(Noun.HOLDING, holding.fact_id, None))
        del self.standing[holding.fact_id]
        self.added.append(NewHolding(self.number, holding.reference, first_on, last_on))

    def update(self, row: HrRow, holding: KnownHolding) -> None:
        """Bring a recorded time in post to what its row says."""
        first_on = row.first_on or holding.first_on
        if row.first_on in self.starts[holding.fact_id]:
            if row.last_on == holding.last_on:
                return
            if row.last_on is None:
                self.correct(holding, holding.first_on, None)
            elif row.last_on >= holding.first_on:
                self.end(holding, row.last_on)
            else:
                self.correct(holding, first_on, row.last_on)
        elif holding.last_on is not None and row.last_on is None and first_on > holding.first_on:
            self.end(holding, first_on - ONE_DAY)  # back before the recorded end: what was earned before stays
            self.added.append(NewHolding(self.number, holding.reference, first_on, None))
        else:
            self.correct(holding, first_on, row.last_on)

    def begin(self, rows: list[HrRow], left: list[KnownHolding]) -> list[NewHolding]:
        """Record new times in post; a post that is no longer listed (`left`) ends where the next begins.

        A new post that carries the first day of the employment of one that is left is a move of today.
        """
        move_on = max(self.today, min((holding.first_on for holding in left), default=self.today))
        starts = {_spell_of(holding, self.spells).first_on for holding in left}
        moved = [row for row in rows if row.first_on in starts and move_on <= (row.last_on or date.max)]
        rows = [row._replace(first_on=move_on) if row in moved else row for row in rows]
        begun = [NewHolding(self.number, r.reference, r.first_on or self.today, r.last_on) for r in rows]
        for holding in left:
            later = [new.first_on for new in begun if new.first_on > holding.first_on]
            if later or moved:
                self.end(holding, min(later, default=move_on) - ONE_DAY)
        self.added.extend(begun)
        return begun


def _says_the_same(rows: list[HrRow], known: tuple[KnownHolding, ...]) -> bool:
    """Whether every row is a recorded time in post to the day: the usual case, found quickly."""
    said = {(row.reference, row.first_on, row.last_on) for row in rows}
    return len(said) == len(rows) and said <= {(h.reference, h.first_on, h.last_on) for h in known}


def edit_holdings(
    known: KnownPerson | None, rows: list[HrRow], *, number: str, is_whole: bool, today: date
) -> HoldingEdit:
    """Compare a person's rows with their recorded times in post.

    `is_whole` says that no row of the person was left out: only then does a new post end one that is not
    listed. A post that is not listed and not followed by a new one stays as it was: only an end date ends it.
    """
    recorded = known.holdings if known else ()
    if _says_the_same(rows, recorded):
        return HoldingEdit((), (), (), employments((h.first_on, h.last_on) for h in recorded))
    rows = sorted(rows, key=lambda row: (row.first_on or today, row.reference))
    starts = _starts(rows, recorded, today)
    matched = _match(rows, recorded, starts) if recorded else {}
    state = _Holdings(number, recorded, starts, today)
    for row in rows:
        if row.row in matched:
            state.update(row, matched[row.row])
    listed = {row.reference for row in rows}
    fresh = [row for row in rows if row.row not in matched]
    goes_on = [row for row in fresh if row.last_on is None or row.last_on >= today]
    left = [h for h in recorded if h.last_on is None and h.reference not in listed] if is_whole and goes_on else []
    over = [row for row in fresh if row not in goes_on]
    begun = state.begin(over, []) + state.begin(goes_on, left)
    stands = [(h.first_on, h.last_on) for h in state.standing.values()]
    after = employments(stands + [(h.first_on, h.last_on) for h in state.added])
    return HoldingEdit(tuple(state.replaced), tuple(state.added), tuple(begun), after)
