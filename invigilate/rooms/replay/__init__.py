"""The board and a student's writing as they were at any instant, from the log."""
