"""Verbs: what changes the records. Each takes the session first, flushes and never commits, and names its actor."""
