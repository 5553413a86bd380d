"""What a command says when it cannot do what was asked."""


class CommandError(Exception):
    """The message is one line with the remedy; the exit code is 2."""
