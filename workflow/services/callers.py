"""Who knocks: what is known of a browser before anybody has signed in with it."""

import ipaddress
from dataclasses import dataclass

_SAME_HOUSE = 64
"""Bits of an address of the newer kind that belong to one connection; the rest its owner chooses as they like."""


@dataclass(frozen=True)
class Caller:
    """A browser: its address, what it calls itself in plain words, the token by which it is known, and that of the sign-in it still holds."""

    address: str = ""
    browser: str = ""
    known: str = ""
    standing: str = ""

    @property
    def house(self) -> str:
        """What of the address counts when tries are counted."""
        try:
            found = ipaddress.ip_address(self.address)
        except ValueError:
            return self.address
        if found.version == 4:  # noqa: PLR2004  # the older kind of address
            return str(found)
        return str(ipaddress.ip_network((found, _SAME_HOUSE), strict=False))


UNKNOWN = Caller()
"""A caller of whom nothing is known."""
