"""Questions in the formats of other systems, read and written. Nothing is dropped in silence."""
