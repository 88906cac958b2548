"""Questions: what is read, as frozen values. Each takes the session first and, for personal records, a Scope."""
