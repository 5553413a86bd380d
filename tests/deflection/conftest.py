"""A machine may be slow, and scipy slow to import: no example has a deadline."""

from hypothesis import settings

settings.register_profile("figures", deadline=None)
settings.load_profile("figures")
