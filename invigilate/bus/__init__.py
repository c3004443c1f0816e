"""What one worker tells the others: quick, and never the truth.

A bus promises neither order nor delivery; the log has both. It promises that what it delivers is
authentic, that telling never waits, and that it knows when it does not work.
"""
