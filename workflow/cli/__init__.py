"""The careprofile command. Errors go to standard error in plain words; bad input ends with exit status 2."""

from workflow.cli import audit, backups, people, practice, sheets, work
from workflow.cli.command import app, in_words

__all__ = ["app", "audit", "backups", "main", "people", "practice", "sheets", "work"]


def main() -> None:
    """Run the command; what goes wrong in a way we know is said in words, never as a traceback."""
    with in_words():
        app()
