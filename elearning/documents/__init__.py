"""Files for people: frozen values to bytes. Knows no database, no request and no clock, and decides nothing."""
