"""Violations that are put into a clean run, each to be caught under its own invariant."""
