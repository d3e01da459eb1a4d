"""The numbers by which a child's record is known elsewhere: the NHS number, and the unique pupil number (UPN) of schools."""

import re

from stdnum.exceptions import ValidationError
from stdnum.gb import nhs, upn

_UPN = re.compile(r"([A-Z])([0-9]{11}[0-9A-HJ-NP-RT-Z])")

NOT_NHS = "This is not an NHS number. It has 10 digits, and the last one checks the others."
NOT_UPN = "This is not a UPN. It is a letter and 12 digits, such as Z999000018001; the letter checks the digits."


def nhs_number(typed: str) -> str | None:
    """The 10 digits of an NHS number as typed; None where it is none. Its last digit checks the others."""
    try:
        return str(nhs.validate(typed))
    except ValidationError:
        return None


def pupil_number(typed: str) -> str | None:
    """The 13 characters of a UPN as typed; None where it is none. Its first letter checks the others.

    The three digits after it are a council's. Which councils there are changes, so that an unknown one is not refused.
    """
    found = _UPN.fullmatch(str(upn.compact(typed)).upper())
    return found[0] if found and upn.calc_check_digit(found[0]) == found[1] else None


def grouped_nhs_number(number: str | None) -> str:
    """999 000 0018, as people write it; "" for none."""
    return f"{number[:3]} {number[3:6]} {number[6:]}" if number else ""
