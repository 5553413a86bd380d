"""Which passwords are refused."""

import pytest

from bot.console import passwords
from bot.console.weakness import weakness


@pytest.mark.parametrize(
    "password",
    [
        *("", "kort", "fjorten tegn!!", "x" * 129),
        *("password1234567890", "PASSWORD-PASSWORD", "Adgangskode2026!", "correct horse battery staple"),
        *("genvej-kommune-2026", "Odense Kommune 2026", "Borgerservice 123456", "ada-ada-ada-2026"),
        *("aaaaaaaaaaaaaaaaaaaa", "abcabcabcabcabcabc", "121212121212121212", "   " * 6),
        *("qwertyuiopasdfghjkl", "1234567890123456", "zyxwvutsrqponmlk", "1qaz2wsx3edc4rfv"),
        "ＰＡＳＳＷＯＲＤ１２３４５６７",
    ],
)
def test_what_guessers_try_is_refused_with_a_sentence(password: str) -> None:
    reason = weakness(password, ["Ada"])
    assert reason is not None
    assert reason.endswith(".")


@pytest.mark.parametrize(
    "password",
    [
        *("seks blå cykler i regn", "7391-2847-5610-8843", "kaffe|torsk|violin", "x9Kq-2mVt-77rz-Lp"),
        *("onsdag spiser uglen rosenkål", "雨の中を青い自転車で走るのが好き", "Ж" + "дом река лампа"),
        *(passwords.one_time(), "tolv tunge tulipaner " * 6),
    ],
)
def test_anything_else_of_the_right_length_is_good(password: str) -> None:
    assert weakness(password, ["Ada"]) is None


def test_one_time_passwords_differ() -> None:
    made = {passwords.one_time() for _ in range(100)}
    assert len(made) == 100
    assert all(len(one) == 23 for one in made)
