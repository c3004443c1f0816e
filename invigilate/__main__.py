"""`python -m invigilate`."""

from invigilate.cli.main import app

app()
