"""One suite for every bus, and one for every log store: what each of them must keep."""
