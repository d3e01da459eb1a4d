"""Whose paper a report is on, as the settings say: the authority, its address, its logo and the text that stands on every report."""

from workflow.reports.base import Letterhead
from workflow.services.desk import Desk


def letterhead(desk: Desk) -> Letterhead:
    """The letterhead in force. The logo is read anew each time, so that a new one needs no restart."""
    settings = desk.practice.settings
    logo = settings.authority_logo
    return Letterhead(
        authority=settings.authority_name.strip(),
        lines=tuple(line.strip() for line in settings.authority_address.split("|") if line.strip()),
        logo=logo.read_bytes() if logo and logo.is_file() else b"",
        standing_text=settings.report_text.strip(),
    )
