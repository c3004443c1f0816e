"""What every test may ask for."""

pytest_plugins = [
    "pytester",
    "tests.ground.testdata",
    "tests.servers.chromium",
    "tests.servers.redis",
    "tests.servers.postgres",
    "tests.store.databases",
]
