"""Text messages by a real gateway in its moods, and by a second one when the first is away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from notifications.outcomes import Bounced, ProviderAway, Sent, TryLater
from notifications.sms import OneAfterTheOther
from notifications.sms_http import HttpGateway
from tests.integration.gateway import Gateway, Mood, Text

TO, TEXT = "+32470123456", "Afspraak dinsdag om 10:00"


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    there = Gateway()
    await there.opens()
    yield there
    await there.closes()


@pytest.fixture
async def second() -> AsyncIterator[Gateway]:
    there = Gateway()
    await there.opens()
    yield there
    await there.closes()


@pytest.fixture
async def sms(gateway: Gateway) -> AsyncIterator[HttpGateway]:
    async with gateway.reached() as reached:
        yield reached


@pytest.fixture
async def either(gateway: Gateway, second: Gateway) -> AsyncIterator[OneAfterTheOther]:
    async with AsyncExitStack() as closing:
        yield OneAfterTheOther([await closing.enter_async_context(one.reached(0.3)) for one in (gateway, second)])


async def test_a_text_is_brought_and_its_receipt_kept(gateway: Gateway, sms: HttpGateway):
    assert await sms.send("m1", TO, TEXT) == Sent("r1")

    assert gateway.texts == [Text(TO, TEXT)]
    assert gateway.asked == [{"id": "m1", "to": TO, "text": TEXT, "key": "m1"}]


async def test_the_same_message_twice_is_one_text_under_one_receipt(gateway: Gateway, sms: HttpGateway):
    assert await sms.send("m1", TO, TEXT) == await sms.send("m1", TO, TEXT) == Sent("r1")

    assert len(gateway.texts) == 1


@pytest.mark.parametrize("mood", ["late", "cuts", "wrong receipt", "no receipt"])
async def test_t_16_without_a_receipt_of_its_own_it_is_not_sent_and_goes_again_under_the_same_key(gateway: Gateway, mood: Mood):
    async with gateway.reached(0.3) as sms:
        gateway.mood = mood
        with pytest.raises(TryLater) as unknown:
            await sms.send("m1", TO, TEXT)
        gateway.mood = "ok"

        assert await sms.send("m1", TO, TEXT) == Sent("r1")
    assert type(unknown.value) is TryLater
    assert {asked["key"] for asked in gateway.asked} == {"m1"}
    assert len(gateway.texts) == 1


async def test_a_gateway_that_forgets_keys_would_bring_it_twice(gateway: Gateway, sms: HttpGateway):
    """The control: it is the key that keeps a text from coming twice."""
    gateway.mood, gateway.forgets_ids = "cuts", True
    with pytest.raises(TryLater):
        await sms.send("m1", TO, TEXT)
    gateway.mood = "ok"
    await sms.send("m1", TO, TEXT)

    assert len(gateway.texts) == 2


@pytest.mark.parametrize("mood", ["broken", "hangs"])
async def test_t_01_a_gateway_that_breaks_is_tried_later(gateway: Gateway, mood: Mood):
    gateway.mood = mood
    async with gateway.reached(0.3) as sms:
        with pytest.raises(TryLater) as unknown:
            await sms.send("m1", TO, TEXT)

    assert type(unknown.value) is TryLater
    assert TO not in str(unknown.value)


@pytest.mark.parametrize("mood", ["busy", "closed"])
async def test_a_gateway_that_asks_to_wait_is_left_alone_for_so_long(gateway: Gateway, sms: HttpGateway, mood: Mood):
    gateway.mood = mood
    waits = []
    for gateway.retry_after in ("30", format_datetime(datetime.now(UTC) + timedelta(minutes=5), usegmt=True), "99999", "soon"):
        with pytest.raises(ProviderAway) as away:
            await sms.send("m1", TO, TEXT)
        waits.append(away.value.after)

    assert waits[0] == timedelta(seconds=30)
    assert waits[1]
    assert timedelta(minutes=4) < waits[1] <= timedelta(minutes=5)
    assert waits[2:] == [timedelta(hours=1), None]


async def test_t_07_a_number_that_reaches_nobody_has_bounced_and_asks_for_another_channel(gateway: Gateway, sms: HttpGateway):
    gateway.mood = "unknown number"

    assert await sms.send("m1", TO, TEXT) == Bounced(422, unknown=True)


async def test_a_text_refused_as_it_is_says_nothing_of_the_number(gateway: Gateway, sms: HttpGateway):
    gateway.mood = "refuses"

    assert await sms.send("m1", TO, TEXT) == Bounced(400)


async def test_a_wrong_token_or_address_is_the_same_for_every_text(gateway: Gateway):
    async with gateway.reached(token="guessed") as sms:
        with pytest.raises(ProviderAway, match="answers 401: look at its address and its token"):
            await sms.send("m1", TO, TEXT)
    gateway.mood = "strange"
    async with gateway.reached() as sms:
        with pytest.raises(ProviderAway, match="answers 302"):
            await sms.send("m1", TO, TEXT)


class TestASecondProvider:
    @pytest.mark.parametrize("mood", ["busy", "closed"])
    async def test_t_01_brings_it_when_the_first_is_away(self, gateway: Gateway, second: Gateway, either: OneAfterTheOther, mood: Mood):
        gateway.mood = mood

        assert await either.send("m1", TO, TEXT) == Sent("r1")
        assert (gateway.texts, second.texts) == ([], [Text(TO, TEXT)])

    async def test_brings_it_when_nobody_answers_at_the_first(self, gateway: Gateway, second: Gateway, either: OneAfterTheOther):
        await gateway.closes()

        assert await either.send("m1", TO, TEXT) == Sent("r1")
        assert len(second.texts) == 1

    @pytest.mark.parametrize("mood", ["cuts", "late", "hangs", "wrong receipt", "broken"])
    async def test_is_not_asked_while_the_first_may_have_it(self, gateway: Gateway, second: Gateway, either: OneAfterTheOther, mood: Mood):
        gateway.mood = mood
        with pytest.raises(TryLater):
            await either.send("m1", TO, TEXT)
        gateway.mood = "closed"
        with pytest.raises(TryLater) as waits:
            await either.send("m1", TO, TEXT)
        gateway.mood = "ok"

        assert await either.send("m1", TO, TEXT) == Sent("r1")
        assert (type(waits.value), waits.value.after) == (TryLater, timedelta(seconds=30))
        assert (len(gateway.texts), second.texts) == (1, [])

    async def test_that_may_have_it_is_asked_again_though_the_first_is_back(
        self, gateway: Gateway, second: Gateway, either: OneAfterTheOther
    ):
        gateway.mood, second.mood = "closed", "cuts"
        with pytest.raises(TryLater):
            await either.send("m1", TO, TEXT)
        gateway.mood = second.mood = "ok"

        assert await either.send("m1", TO, TEXT) == Sent("r1")
        assert (gateway.texts, len(second.texts)) == ([], 1)

    async def test_is_not_asked_for_what_the_first_refused(self, gateway: Gateway, second: Gateway, either: OneAfterTheOther):
        gateway.mood = "unknown number"

        assert await either.send("m1", TO, TEXT) == Bounced(422, unknown=True)
        assert second.asked == []

    async def test_with_both_away_all_wait(self, gateway: Gateway, second: Gateway, either: OneAfterTheOther):
        gateway.mood = second.mood = "closed"

        with pytest.raises(ProviderAway):
            await either.send("m1", TO, TEXT)
