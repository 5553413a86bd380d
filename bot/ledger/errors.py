"""What can go wrong with the ledger, one class for each thing that a caller does about it."""


class LedgerError(Exception):
    """Anything that kept the ledger from doing its work; the message is fit for an administrator."""


class LedgerBusy(LedgerError):
    """Too much is waiting; nothing was booked, try again later."""


class LedgerFull(LedgerError):
    """The disk is full; nothing was booked, later tries may go through."""


class LedgerUnavailable(LedgerError):
    """The database went away, or cannot be opened; work under way may or may not be booked: repeat it."""


class LedgerBroken(LedgerError):
    """Storage failed under the writer: nothing more is written until the process was restarted."""


class LedgerClosed(LedgerError):
    """The ledger was closed."""


class LedgerLocked(LedgerError):
    """Another process writes to this database file."""


class LedgerUnsafe(LedgerError):
    """The database is set up so that an acknowledged write could be lost."""


class LedgerOutdated(LedgerError):
    """The database was made by a newer version of the program."""


class UnknownConversation(LedgerError, LookupError):
    """No such conversation, or it was erased."""


class UnknownDeflection(LookupError):
    """No such deflection."""
