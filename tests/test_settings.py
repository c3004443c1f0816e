"""What the environment may say, and what is answered to a slip."""

import os
import stat
from pathlib import Path

import pytest

from invigilate.errors import NotValid
from invigilate.secret import derive, load_secret
from invigilate.settings import Settings, read, table, unknown_names

SECRET = "0123456789abcdef0123456789abcdef"


def refusal(**environ: str) -> str:
    with pytest.raises(NotValid) as caught:
        read({f"INVIGILATE_{name.upper()}": value for name, value in environ.items()})
    assert caught.value.word == "setting"
    return caught.value.sentence


def test_an_empty_environment_gives_the_defaults() -> None:
    assert read({}) == Settings()


def test_each_kind_of_knob_is_read() -> None:
    settings = read(
        {
            "INVIGILATE_PORT": "9000",
            "INVIGILATE_LEASE_SECONDS": "2.5",
            "INVIGILATE_PLAIN_HTTP": "yes",
            "INVIGILATE_HOST": "0.0.0.0",
            "INVIGILATE_TRUSTED_PROXIES": "10.0.0.1, 10.0.0.2",
            "INVIGILATE_DATA_FOLDER": "/var/lib/exams",
            "INVIGILATE_RING_EVENTS": "500",
        }
    )
    assert settings.port == 9000
    assert settings.lease_seconds == 2.5
    assert settings.plain_http is True
    assert settings.trusted_proxies == ("10.0.0.1", "10.0.0.2")
    assert settings.data_folder == Path("/var/lib/exams")
    assert settings.limits.ring_events == 500


def test_the_database_stands_in_the_data_folder_unless_said_otherwise() -> None:
    assert Settings(data_folder=Path("/d")).database == "sqlite:////d/invigilate.sqlite3"
    assert Settings(database_url="postgresql://h/x").database == "postgresql://h/x"


def test_an_error_names_the_variable_the_value_and_what_is_expected() -> None:
    assert refusal(port="many") == "INVIGILATE_PORT is 'many': a whole number is expected."
    assert refusal(port="70000") == "INVIGILATE_PORT is '70000': at most 65535 is expected."
    assert refusal(workers="0") == "INVIGILATE_WORKERS is '0': at least 1 is expected."
    assert refusal(lease_seconds="nan") == (
        "INVIGILATE_LEASE_SECONDS is 'nan': at least 1 is expected."
    )
    assert refusal(plain_http="maybe") == (
        "INVIGILATE_PLAIN_HTTP is 'maybe': yes or no is expected."
    )


def test_a_certificate_needs_its_key() -> None:
    assert refusal(tls_certificate="c.pem") == (
        "INVIGILATE_TLS_KEY is '': a certificate and its key are set together."
    )


def test_a_public_url_is_an_origin() -> None:
    expected = "scheme, host and port alone are expected."
    assert refusal(public_url="exams.example") == (
        f"INVIGILATE_PUBLIC_URL is 'exams.example': {expected}"
    )
    assert refusal(public_url="https://h/app") == (
        f"INVIGILATE_PUBLIC_URL is 'https://h/app': {expected}"
    )


def test_a_network_is_no_trusted_proxy() -> None:
    assert refusal(trusted_proxies="10.0.0.0/8") == (
        "INVIGILATE_TRUSTED_PROXIES is '10.0.0.0/8':"
        " exact addresses are expected, no names and no networks."
    )


def test_plain_http_off_loopback_is_refused_with_the_reason() -> None:
    assert refusal(host="0.0.0.0").startswith(
        "INVIGILATE_HOST is '0.0.0.0': beyond this machine plain HTTP would show answers"
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"plain_http": "yes"},
        {"tls_certificate": "c.pem", "tls_key": "k.pem"},
        {"public_url": "https://exams.example", "trusted_proxies": "10.0.0.1"},
    ],
)
def test_plain_http_off_loopback_is_allowed_by_name_by_tls_and_behind_tls(
    asked: dict[str, str],
) -> None:
    environ = {f"INVIGILATE_{name.upper()}": value for name, value in asked.items()}
    assert read({"INVIGILATE_HOST": "0.0.0.0"} | environ).host == "0.0.0.0"


def test_several_hosts_need_the_secret_by_name() -> None:
    shared = {"redis_url": "redis://bus/0", "database_url": "postgresql://db/exams"}
    assert refusal(**shared) == (
        "INVIGILATE_SECRET is not shown here: with Redis and PostgreSQL on other hosts every"
        " host needs the same secret, set by this name."
    )
    environ = {f"INVIGILATE_{name.upper()}": value for name, value in shared.items()}
    assert read(environ | {"INVIGILATE_SECRET": SECRET}).spans_hosts is True


def test_redis_and_postgresql_on_this_machine_need_no_secret_by_name() -> None:
    near = Settings(redis_url="redis://localhost/0", database_url="postgresql://127.0.0.1/exams")
    assert near.spans_hosts is False


def test_a_secret_is_never_shown() -> None:
    assert "hunter2" not in refusal(secret="hunter2")


def test_a_slip_in_a_name_is_found() -> None:
    assert unknown_names({"INVIGILATE_PROT": "1", "INVIGILATE_PORT": "1", "HOME": "/"}) == (
        "INVIGILATE_PROT",
    )


def test_the_table_has_a_meaning_for_each_knob() -> None:
    assert [each.variable for each in table() if not each.meaning] == []
    assert len({each.variable for each in table()}) == len(list(table()))


def test_the_secret_is_made_once_and_for_this_user_alone(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path / "data")
    first = load_secret(settings)
    assert len(first) == 32
    assert load_secret(settings) == first
    assert stat.S_IMODE((tmp_path / "data" / "secret").stat().st_mode) == 0o600
    assert os.listdir(tmp_path / "data") == ["secret"]


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path)
    load_secret(settings)
    (tmp_path / "secret").chmod(0o644)
    with pytest.raises(NotValid, match="set its mode to 600"):
        load_secret(settings)


def test_a_secret_by_name_is_the_same_on_every_host(tmp_path: Path) -> None:
    one = load_secret(Settings(secret=SECRET, data_folder=tmp_path / "one"))
    two = load_secret(Settings(secret=SECRET, data_folder=tmp_path / "two"))
    assert one == two
    assert os.listdir(tmp_path) == []


def test_keys_for_two_purposes_differ() -> None:
    assert derive(b"s" * 32, "ticket") != derive(b"s" * 32, "personal-key")
