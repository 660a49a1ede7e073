"""Mail addresses as a header and a server take them."""

from __future__ import annotations

from email.errors import MessageError
from email.headerregistry import Address
from typing import Final

from billdesk.domain.errors import InputError
from billdesk.exchange.clean import one_line

_LONGEST: Final = 254


def checked(address: str) -> str:
    """An address with its domain in ASCII; raises `InputError` for one that no mail can go to."""
    local, at, domain = address.strip().rpartition("@")
    if not (local and at and domain) or len(address) > _LONGEST or not address.isprintable() or " " in address:
        raise _unusable(address)
    if not local.isascii():
        raise InputError(
            f"“{_short(address)}” has letters before the @ that few servers take.", "Ask for an address in ASCII."
        )
    try:
        spec = f"{local}@{domain.encode('idna').decode('ascii')}"
        return Address(addr_spec=spec).addr_spec
    except (UnicodeError, ValueError, IndexError, MessageError) as error:
        raise _unusable(address) from error


def _unusable(address: str) -> InputError:
    return InputError(f"“{_short(address)}” is no mail address.", "Correct it with the customer.")


def _short(address: str) -> str:
    shown = one_line(address)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
