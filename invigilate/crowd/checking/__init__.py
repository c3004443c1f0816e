"""The parts of the checker, one for each thing that must hold. Pure: no clock, no chance, no I/O.

Each looks once through what it needs, so a check costs as much as the log is long (real time
sorts once). Nothing here knows the room's own rules: what a room computes is computed again from
the words of the rule, but for two things that are shared on purpose, `texts.cleaned` (what
storing does to a line end) and the types of events and commands.
"""
