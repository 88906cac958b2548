"""What the rules are: pure functions over frozen values, standard library only. No clock, no files, no database."""
