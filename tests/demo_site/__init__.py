"""The demo self-service site."""
