"""Hides personal numbers and secrets before anything is stored or logged, whoever typed them."""

from bot.masking.masking import Masked, fold, mask

__all__ = ["Masked", "fold", "mask"]
