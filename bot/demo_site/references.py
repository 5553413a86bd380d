"""Reference numbers that the site recognises as its own without keeping any of them."""

import hashlib
import hmac
import uuid


class References:
    """A reference is a random UUID; its seal binds it to one form. `secret` never leaves the process."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"demo references\0" + secret.encode()).digest()

    def new(self, form: str) -> str:
        return self._sealed(form, str(uuid.uuid4()))

    def read(self, form: str, sealed: str) -> str | None:
        """The reference in `sealed`, or None when it is not one of ours for this form."""
        reference = sealed.partition(".")[0]
        same = hmac.compare_digest(self._sealed(form, reference).encode(), sealed.encode())
        return reference if same else None

    def _sealed(self, form: str, reference: str) -> str:
        seal = hmac.new(self._key, f"{form}\0{reference}".encode(), hashlib.sha256).hexdigest()
        return f"{reference}.{seal[:32]}"
