"""Brakes: a bucket refills evenly, addresses are told apart, and a lost Redis halves the rate."""

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.gateway.limits import Buckets, Limit, Limiter, SharedAway
from bot.http.peers import address

THREE_A_MINUTE = Limit("messages", 3, 60)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_what_it_holds_then_says_how_long_to_wait() -> None:
    clock = Clock()
    buckets = Buckets(clock)
    assert [buckets.take(THREE_A_MINUTE, "a") for _ in range(4)] == [0, 0, 0, 20]
    clock.now = 20.0
    assert [buckets.take(THREE_A_MINUTE, "a") for _ in range(2)] == [0, 20]


def test_one_key_does_not_hurt_another() -> None:
    buckets = Buckets(Clock())
    for _ in range(10):
        buckets.take(THREE_A_MINUTE, "a")
    assert buckets.take(THREE_A_MINUTE, "b") == 0


def test_a_flood_of_keys_does_not_grow_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.gateway.limits.KEYS_HELD", 100)
    buckets = Buckets(Clock())
    for number in range(1_000):
        buckets.take(THREE_A_MINUTE, str(number))
    assert len(buckets._levels) == 100


async def test_without_what_is_shared_limits_are_halved_and_not_open() -> None:
    class Away:
        async def take(self, limit: Limit, key: str) -> int:
            raise SharedAway

    limiter = Limiter(Away(), Clock())
    assert [await limiter.take(Limit("x", 4, 60), "a") for _ in range(3)] == [0, 0, 30]


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "who"),
    [
        pytest.param("192.0.2.1", "203.0.113.9", (), "192.0.2.1", id="a_forged_header_is_ignored"),
        pytest.param("192.0.2.1", "203.0.113.9", ("192.0.2.1",), "203.0.113.9", id="a_proxy_is_believed"),
        pytest.param(
            "192.0.2.1", "6.6.6.6, 203.0.113.9", ("192.0.2.1",), "203.0.113.9", id="its_own_word_only"
        ),
        pytest.param("2001:db8::1", "", (), "2001:db8::/64", id="one_home_has_a_whole_64"),
        pytest.param("192.0.2.1", "rubbish", ("192.0.2.1",), "unknown", id="rubbish_from_a_proxy"),
    ],
)
def test_who_asks(peer: str, forwarded: str, trusted: tuple[str, ...], who: str) -> None:
    request = make_mocked_request("GET", "/", headers={"X-Forwarded-For": forwarded}).clone(remote=peer)
    assert address(request, trusted) == who
