"""Whole workers in one process, under one object for clock, chance, bus, disk and network.

`python -m tests.simulation SEED…` runs sittings and says what happened; `test_seeds.py` runs some
in every test run, `test_bites.py` shows that believable faults of ours are found.
"""
