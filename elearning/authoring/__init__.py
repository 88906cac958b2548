"""Authors' files to domain values, and their Markdown to safe HTML. No database, no pages, no clock."""
