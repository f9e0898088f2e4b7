"""Every setting, and where a running stack is found: first the environment, then the data folder, then the defaults."""

from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import AwareDatetime, Field, PrivateAttr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from casework.ways import Channel
from runtime import data_folder
from runtime.sentences import Sentence

SHORTEST_SECRET = 32


class NoStack(Sentence):
    """Nothing runs where the settings point."""


class BadSetting(Sentence):
    """A setting that cannot be understood."""


def nearest_data_folder() -> Path:
    """The `.itinerary` of this folder or of the nearest one above; of this folder when there is none yet."""
    here = Path.cwd()
    known = (folder / ".itinerary" for folder in (here, *here.parents))
    return next((folder for folder in known if folder.is_dir()), here / ".itinerary")


class Settings(BaseSettings):
    """What can be configured, by environment variables that begin with ITINERARY_."""

    model_config = SettingsConfigDict(env_prefix="ITINERARY_", env_ignore_empty=True, extra="ignore", frozen=True)

    data: Path = Field(default_factory=nearest_data_folder, description="folder where the embedded stack keeps everything")
    as_who: str = Field("", description="staff id of who speaks when --as is not given")
    dsn: str = Field("", repr=False, description="PostgreSQL to use, postgresql://user:password@host:port/name; empty: the embedded one")
    temporal_address: str = Field("", description="Temporal to use, host:port; empty: the embedded one")
    temporal_tls: bool = Field(False, description="speak TLS to Temporal")
    temporal_api_key: str = Field("", repr=False, description="API key for Temporal, where it asks for one")
    identity_key: str = Field(
        "", repr=False, description="secret of 32 characters or more by which identity numbers are hashed; empty: the embedded stack's own"
    )
    namespace: str = Field("default", description="Temporal namespace")
    task_queue: str = Field("itineraries", description="Temporal task queue of the workers")
    build_id: str = Field("", description="build id of this worker; empty: workers are not versioned")
    ui_url: str = Field("", description="address of the Temporal UI, for links")
    smtp: str = Field("", description="mail server to send by, host:port; empty: the embedded catcher")
    smtp_user: str = Field("", description="name by which we log in at the mail server; empty: we do not")
    smtp_password: str = Field("", repr=False, description="password that goes with it; never sent without TLS")
    smtp_tls: Literal["if-offered", "starttls", "implicit", "none"] = Field(
        "if-offered", description="TLS to the mail server: if-offered, starttls, implicit (mostly port 465) or none"
    )
    sender: str = Field("itinerary@example.org", description="address that messages come from")
    sms_url: str = Field("", description="gateway that brings text messages, https://...; empty: the embedded catcher, or none are sent")
    sms_token: str = Field("", repr=False, description="bearer token for that gateway")
    sms_second_url: str = Field("", description="gateway to fall back on when the first is away; empty: none")
    sms_second_token: str = Field("", repr=False, description="bearer token for that one")
    spool: Path | None = Field(None, description="folder where letters on paper are put; empty: the embedded stack's, or none are written")
    window: Literal["left", "right"] = Field("right", description="side on which your envelopes have their window: left or right")
    mail_url: str = Field("", description="page on which the embedded catcher shows the mails")
    receiver: str = Field("", description="where the receiver listens, IP address:port; empty: the embedded one's, or 127.0.0.1:8027")
    public_url: str = Field("", description="address under which people reach the receiver, https://...; empty: no links in messages")
    receiver_key: str = Field(
        "", repr=False, description="secret of 32 characters or more that signs links; empty: the embedded stack's own, else no links"
    )
    receipts_secret: str = Field(
        "", repr=False, description="secret of 32 characters or more by which providers sign receipts and replies; empty: none are taken"
    )
    pace: float = Field(1.0, gt=0, description="how many times faster than the clock new cases live; not 1 only on the embedded stack")
    origin: AwareDatetime | None = Field(None, description="when the clock of new cases starts, when the pace is not 1; empty: now")
    postgres_port: int = Field(15432, ge=0, le=65535, description="port of the embedded PostgreSQL; 0: any free one")
    temporal_port: int = Field(7233, ge=0, le=65535, description="port of the embedded Temporal; 0: any free one")
    ui_port: int = Field(8233, ge=0, le=65535, description="port of the embedded Temporal UI; 0: any free one")
    smtp_port: int = Field(8025, ge=0, le=65535, description="port of the embedded mail catcher; 0: any free one")
    mail_page_port: int = Field(8026, ge=0, le=65535, description="port of the page that shows caught mails; 0: any free one")
    receiver_port: int = Field(8027, ge=0, le=65535, description="port of the embedded receiver; 0: any free one")
    postgres_binaries: Path | None = Field(None, description="folder with another initdb and postgres for the embedded stack")
    temporal_binary: Path | None = Field(None, description="another temporal program for the embedded stack")
    log_format: Literal["console", "json"] = Field("console", description="console: for eyes; json: for machines")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least grave log line that is written")
    metrics: str = Field("", description="where this process shows metrics to Prometheus, IP address:port, one each; empty: nowhere")

    _embedded: bool = PrivateAttr(False)

    @field_validator("metrics", "receiver")
    @classmethod
    def _an_address(cls, told: str) -> str:
        host, _, port = told.rpartition(":")
        if told and not (_is_ip(host.strip("[]")) and port.isdigit() and 0 < int(port) < 65536):
            raise ValueError("expected an IP address and a port, as 127.0.0.1:9464")
        return told

    @field_validator("public_url")
    @classmethod
    def _reached_by_people(cls, told: str) -> str:
        if told and not told.startswith(("https://", "http://")):
            raise ValueError("expected an address that begins with https://")
        return told.rstrip("/")

    @field_validator("receiver_key", "receipts_secret")
    @classmethod
    def _long_enough(cls, told: str) -> str:
        if told and len(told) < SHORTEST_SECRET:
            raise ValueError(f"expected {SHORTEST_SECRET} characters or more, as `openssl rand -hex 32` gives them")
        return told

    @field_validator("sms_url", "sms_second_url")
    @classmethod
    def _a_page(cls, told: str) -> str:
        if told and not (urlsplit(told).scheme in {"http", "https"} and urlsplit(told).hostname):
            raise ValueError("expected an address that begins with https://, or http:// inside your own network")
        return told

    @model_validator(mode="after")
    def _whole(self) -> "Settings":
        if self.smtp_user and self.smtp_tls not in {"starttls", "implicit"}:
            raise ValueError("ITINERARY_SMTP_TLS: say starttls or implicit, as ITINERARY_SMTP_PASSWORD must not travel for all to read")
        if self.sms_second_url and not self.sms_url:
            raise ValueError("ITINERARY_SMS_URL: set the first gateway before the second, ITINERARY_SMS_SECOND_URL")
        return self

    @property
    def embedded(self) -> bool:
        """True where both servers are the embedded stack's: only there may a case live faster than real time."""
        return self._embedded

    @property
    def channels(self) -> frozenset[Channel]:
        """By which channels messages leave here."""
        have: dict[Channel, object] = {"email": self.smtp, "sms": self.sms_url, "letter": self.spool}
        return frozenset(channel for channel, set_ in have.items() if set_)

    def completed_by(self, running: data_folder.Running) -> "Settings":
        """These settings, and where they are silent, the running stack's."""
        found = running.model_dump(include=set(Settings.model_fields))
        completed = self.model_copy(update={name: value for name, value in found.items() if name not in self.model_fields_set})
        completed._embedded = not self.dsn and not self.temporal_address
        return completed


def read() -> Settings:
    """The settings as the environment gives them; raises `BadSetting`."""
    try:
        return Settings()
    except ValidationError as wrong:
        raise BadSetting("; ".join(_sentence(error["loc"], error["msg"]) for error in wrong.errors())) from None


def find() -> Settings:
    """The settings, completed by what the stack running in the data folder wrote down; raises `NoStack` or `BadSetting`."""
    told = read()
    running = _running(told)
    if running is not None:
        return told.completed_by(running)
    if not (told.dsn and told.temporal_address):
        begin = "start one with `itinerary up`, or set ITINERARY_DATA if it runs in another folder"
        own = "for servers of your own set ITINERARY_DSN and ITINERARY_TEMPORAL_ADDRESS"
        raise NoStack(f"no stack is running in {told.data}: {begin}; {own}")
    if told.pace != 1:
        raise BadSetting("ITINERARY_PACE: only the embedded stack may have another pace than 1")
    return told


def find_records() -> Settings:
    """The settings; a configured PostgreSQL is enough, whether Temporal is there or not. Raises `NoStack` or `BadSetting`."""
    told = read()
    try:
        return find()
    except NoStack:
        if told.dsn:
            return told
        raise


def _running(told: Settings) -> data_folder.Running | None:
    try:
        return data_folder.DataFolder(told.data).running()
    except PermissionError:
        raise NoStack(f"{told.data} belongs to somebody else: set ITINERARY_DATA to a folder of your own") from None


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _sentence(loc: tuple[int | str, ...], complaint: str) -> str:
    """What is wrong with a setting; what is wrong with several names them itself."""
    complaint = complaint.removeprefix("Value error, ")
    return f"ITINERARY_{str(loc[0]).upper()}: {complaint[:1].lower()}{complaint[1:]}" if loc else complaint
