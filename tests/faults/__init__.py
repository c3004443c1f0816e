"""Real faults against a real server: what is injected, how it shows that it bit, what was lost.

    make faults                                   all of them, and docs/reliability.md anew
    python -m tests.faults F1 F7                  some of them, in your terminal

Every run has people who write all the while (`steady.py`) and a crowd that joins, loses its
network, changes devices and hands in. The fault strikes in the middle (`workers.py`, …), its bite
is recorded, and what comes back is timed. Then the histories of both are held against the rooms'
logs. A fault that did not bite fails its run: it would have shown nothing.
"""
