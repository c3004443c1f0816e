"""The command line: serve, migrate, person, import, crowd, check, demo."""
