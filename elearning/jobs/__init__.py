"""Background work: when it is due, what it calls, and the worker that does it. Rows in `jobs` are the truth."""
