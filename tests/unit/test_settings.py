"""What can be configured, and what is said when it cannot be."""

import re
from pathlib import Path

import pytest

from runtime import settings
from runtime.settings import BadSetting, NoStack, Settings

ENV_FILE = Path(__file__).parents[2] / "deploy" / "itinerary.env"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ITINERARY_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_setting_is_described_in_the_file_that_operators_copy():
    told = re.findall(r"# (.+)\n#ITINERARY_(\w+)=", ENV_FILE.read_text())

    assert told == [(field.description, name.upper()) for name, field in Settings.model_fields.items()]


def test_without_a_stack_a_person_hears_how_to_start_one(nowhere: Path):
    with pytest.raises(NoStack, match=f"no stack is running in {nowhere}/.itinerary: start one with `itinerary up`"):
        settings.find()
    with pytest.raises(NoStack, match="or set ITINERARY_DATA if it runs in another folder"):
        settings.find()


def test_real_servers_need_no_stack(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ITINERARY_DSN", "postgresql://it@db/it")
    monkeypatch.setenv("ITINERARY_TEMPORAL_ADDRESS", "temporal:7233")

    assert settings.find().temporal_address == "temporal:7233"


def test_a_fast_clock_is_refused_off_the_embedded_stack(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ITINERARY_DSN", "postgresql://it@db/it")
    monkeypatch.setenv("ITINERARY_TEMPORAL_ADDRESS", "temporal:7233")
    monkeypatch.setenv("ITINERARY_PACE", "1000")

    with pytest.raises(BadSetting, match="ITINERARY_PACE: only the embedded stack may have another pace than 1"):
        settings.find()


def test_a_setting_that_makes_no_sense_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ITINERARY_UI_PORT", "many")

    with pytest.raises(BadSetting, match="ITINERARY_UI_PORT: input should be a valid integer"):
        settings.read()


def test_the_data_folder_of_a_folder_above_is_found(nowhere: Path, monkeypatch: pytest.MonkeyPatch):
    (nowhere / ".itinerary").mkdir()
    (nowhere / "deeper").mkdir()
    monkeypatch.chdir(nowhere / "deeper")

    assert settings.read().data == nowhere / ".itinerary"


@pytest.mark.parametrize("address", ["9464", "localhost:9464", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:99999"])
def test_an_address_for_metrics_that_is_none_is_refused_with_an_example(address: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ITINERARY_METRICS", address)

    with pytest.raises(BadSetting, match=r"ITINERARY_METRICS: expected an IP address and a port, as 127\.0\.0\.1:9464"):
        settings.read()


@pytest.mark.parametrize("tls", ["", "if-offered", "none"])
def test_a_password_for_the_mail_server_never_travels_for_all_to_read(tls: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ITINERARY_SMTP_USER", "office")
    monkeypatch.setenv("ITINERARY_SMTP_TLS", tls)

    with pytest.raises(BadSetting, match=r"^ITINERARY_SMTP_TLS: say starttls or implicit, as ITINERARY_SMTP_PASSWORD must not travel"):
        settings.read()


def test_a_second_gateway_without_a_first_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ITINERARY_SMS_SECOND_URL", "https://second.example/texts")

    with pytest.raises(BadSetting, match=r"^ITINERARY_SMS_URL: set the first gateway before the second"):
        settings.read()


@pytest.mark.parametrize("url", ["gateway.example", "ftp://gateway.example", "https://"])
def test_an_address_of_a_gateway_that_is_none_is_refused(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ITINERARY_SMS_URL", url)

    with pytest.raises(BadSetting, match=r"^ITINERARY_SMS_URL: expected an address that begins with https://"):
        settings.read()


def test_no_secret_is_shown_where_settings_are():
    secrets = {"smtp_password": "hidden-1", "sms_token": "hidden-2", "sms_second_token": "hidden-3"}

    assert "hidden" not in repr(Settings(**secrets))  # type: ignore[arg-type]
