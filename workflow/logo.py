"""The picture of an authority that stands on its reports: a PNG, or an SVG that draws and does nothing else."""

import re
from pathlib import Path

LARGEST = 200_000
"""Bytes of a logo: it travels in every report."""
WIDEST = 3_000
"""Pixels of a PNG, either way."""

_PNG = b"\x89PNG\r\n\x1a\n"
_IHDR = slice(12, 16)
_ACTS = re.compile(
    r"<!doctype|<!entity|<\?xml-stylesheet|<script|<foreignobject|<iframe|<animate|<set\b|\bon[a-z]+\s*=|@import|javascript:",
    re.IGNORECASE,
)
_POINTS = re.compile(r"""(?:href|src)\s*=\s*["']?\s*(?!\#|["'])[^\s"']|url\(\s*["']?\s*(?!\#)[^\s"')]""", re.IGNORECASE)


def kind_of(content: bytes) -> str:
    """image/png or image/svg+xml; "" for anything else."""
    if content.startswith(_PNG) and content[_IHDR] == b"IHDR":
        return "image/png"
    head = content[:1_000].decode("utf-8", "replace")
    return "image/svg+xml" if re.search(r"<svg[\s>]", head, re.IGNORECASE) else ""


def fault_in(path: Path) -> str:
    """The sentence that says why a file cannot be the logo; "" where it can."""
    if not path.is_file():
        return f"There is no file {path}. Name the logo, an SVG or a PNG, or nothing."
    if path.stat().st_size > LARGEST:
        return f"The logo is larger than {LARGEST // 1_000} kB. Make it smaller: it travels in every report."
    content = path.read_bytes()
    kind = kind_of(content)
    if not kind:
        return "The logo is neither an SVG nor a PNG."
    return _png_fault(content) if kind == "image/png" else _svg_fault(content)


def _png_fault(content: bytes) -> str:
    wide, high = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    return "" if 0 < wide <= WIDEST and 0 < high <= WIDEST else f"The logo is wider or higher than {WIDEST} pixels."


def _svg_fault(content: bytes) -> str:
    try:
        drawn = content.decode("utf-8")
    except UnicodeDecodeError:
        return "The logo cannot be read as text. Save the SVG as UTF-8."
    if _ACTS.search(drawn):
        return (
            "The logo holds more than a drawing (scripts, animations, styles from elsewhere). Save it as a plain SVG."
        )
    if _POINTS.search(drawn):
        return "The logo points at something outside itself. Save it as a plain SVG, with everything inside."
    return ""
