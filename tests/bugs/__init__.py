"""Seeded bugs, each a patch: the suite must notice every one of them.

`python -m tests.bugs` puts one after another into a copy of the tree and runs the tests that are
said to notice it. A bug that none of them notices is a survivor, and a hole in the suite.
"""
