"""Where the folders that travel with the code are: beside the packages in a checkout, inside the package when installed."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str, package: Path = _PACKAGE) -> Path:
    """The folder `name`: `_shipped/<name>` inside the installed package, else the checkout's own.

    Raises FileNotFoundError where neither is there, naming both.
    """
    installed = package / "_shipped" / name
    checkout = package.parent / name
    for folder in (installed, checkout):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"Neither {installed} nor {checkout} is there. Install Care Profile again.")


def templates() -> Path:
    """The Jinja templates of pages and reports."""
    return shipped("templates")


def questionnaires() -> Path:
    """The instrument definitions that come with the product."""
    return shipped("questionnaires")


def migrations() -> Path:
    """The schema's history."""
    return shipped("migrations")


def static() -> Path:
    """Style, script and fonts; part of the package in both cases."""
    return _PACKAGE / "web" / "static"


def fonts() -> Path:
    """The fonts of pages (WOFF2) and of paper (TTF)."""
    return static() / "fonts"
