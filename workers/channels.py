"""The channels of a process, as the settings say: mail, text messages and letters on paper."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from pydantic import SecretStr

from notifications.channels import Channels
from notifications.email import Mailer
from notifications.paper import Press
from notifications.sms import OneAfterTheOther, SmsGateway
from notifications.sms_http import HttpGateway
from notifications.smtp_connections import SmtpSettings
from notifications.spool import Spool
from runtime.settings import Settings


@asynccontextmanager
async def channels(settings: Settings) -> AsyncIterator[Channels]:
    """Open the channels that are set, for as long as this lasts."""
    async with AsyncExitStack() as closing:
        mailer = await closing.enter_async_context(Mailer(smtp_of(settings))) if settings.smtp else None
        spool = Spool(settings.spool, Press(settings.window)) if settings.spool else None
        yield Channels(mailer, await _gateway(settings, closing), spool)


async def _gateway(settings: Settings, closing: AsyncExitStack) -> SmsGateway | None:
    told = [(settings.sms_url, settings.sms_token), (settings.sms_second_url, settings.sms_second_token)]
    there = [await closing.enter_async_context(HttpGateway(url, SecretStr(token))) for url, token in told if url]
    return OneAfterTheOther(there) if there else None


def smtp_of(settings: Settings) -> SmtpSettings:
    """The mail server of the settings, `host:port`; without a port 465 for implicit TLS, 25 otherwise."""
    host, _, port = settings.smtp.rpartition(":") if settings.smtp.rpartition(":")[2].isdigit() else (settings.smtp, "", "")
    return SmtpSettings(
        host=host.strip("[]"),
        port=int(port or (465 if settings.smtp_tls == "implicit" else 25)),
        sender=settings.sender,
        username=settings.smtp_user,
        password=SecretStr(settings.smtp_password),
        tls=settings.smtp_tls,
    )
