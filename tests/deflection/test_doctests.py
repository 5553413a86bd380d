"""The examples in the docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import bot.deflection

MODULES = [module.name for module in pkgutil.walk_packages(bot.deflection.__path__, "bot.deflection.")]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_this_module_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
