"""The printable report of a sitting."""
