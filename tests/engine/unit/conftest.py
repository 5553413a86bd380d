"""The engine's own preparations, before anything imports Rasa."""

from bot.engine import without_tensorflow
from bot.engine.__main__ import quiet

quiet()
without_tensorflow.install()
