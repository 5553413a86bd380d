"""The console's bench asks for every page that there is."""

from bench.console import ADDRESSES, EXPORTS, gets


def test_every_get_of_the_console_is_measured() -> None:
    assert set(gets()) == {*ADDRESSES, *EXPORTS}


def test_each_address_is_one_of_its_route() -> None:
    for path, addresses in {**ADDRESSES, **{path: (one,) for path, one in EXPORTS.items()}}.items():
        start = path.partition("{")[0]
        assert addresses
        assert all(address.startswith(start) for address in addresses), path
