"""HR's file: the upload, and the confirmation of what its preview showed. Checks shape only."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms.fields import BooleanField, HiddenField, StringField

from elearning.domain.hr_brakes import Brakes, Consent
from elearning.web.forms.hr_acts import text_area_field


class UploadForm(FlaskForm):  # type: ignore[misc]
    """One file."""

    file = FileField()


class UndoForm(FlaskForm):  # type: ignore[misc]
    """Why a file is undone, and what undoing it would do when it was looked at."""

    digest = HiddenField()
    reason = text_area_field(
        "Why is the file undone?", "Kept with the record of it", missing="Say why the file is undone"
    )


class ApplyForm(FlaskForm):  # type: ignore[misc]
    """The decision about a file: what was seen (`plan`, `sha256`), and what must be confirmed."""

    plan = HiddenField()
    sha256 = HiddenField()
    names_right = BooleanField()
    leave_out = BooleanField()
    leavers = StringField()
    managers = StringField()

    def consent(self, percent: int) -> Consent:
        """What was confirmed; a number that cannot be read confirms nothing."""
        return Consent(
            bool(self.leave_out.data), _number(self.leavers.data), _number(self.managers.data), percent
        )  # fmt: skip


def _number(text: str | None) -> int | None:
    bare = "".join((text or "").replace(",", "").split())
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 10 else None


def unconfirmed(consent: Consent, found: Brakes, faulty: int) -> dict[str, str]:
    """What is still to be confirmed, by the name of its field."""
    errors = {}
    if faulty and not consent.leave_out:
        errors["leave_out"] = f"Confirm that {faulty:,} {'row is' if faulty == 1 else 'rows are'} left out"
    if found.asks_leavers and consent.leavers != found.leavers:
        errors["leavers"] = "Enter the number of people who would leave"
    if found.asks_managers and consent.managers != found.managers:
        errors["managers"] = "Enter the number of people whose line manager would change"
    return errors
