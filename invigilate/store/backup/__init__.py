"""A backup: every table of a database in one file, and back again into either kind of database."""
