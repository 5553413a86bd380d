"""The real servers that docker's scripts are tried on."""

from tests.services.fixtures import postgres_server

__all__ = ["postgres_server"]
