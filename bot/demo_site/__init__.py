"""The demo self-service site: forms that send receipts, so that the whole way runs on one machine."""

from bot.demo_site.app import init_app

__all__ = ["init_app"]
