"""One option of a radio or select field, in the one form that WTForms will go on taking."""

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older

__all__ = ["SelectChoice"]
