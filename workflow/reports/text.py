"""A report as plain text for pasting into another system: the same words as on paper, in the same order, with no layout to lose.

A heading stands on a line of its own with an empty line above it, and under the first two levels a rule. A row of a table is one paragraph: its
name, then each figure with the name of its column, so that it reads on without the columns. A chart is left out: its table says the same.
"""

import re
from html.parser import HTMLParser

MARK = "\ufeff"
"""The mark that Word and Notepad know UTF-8 by."""
_ENDS = {"p", "div", "li", "caption", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "blockquote"}
_RULES = {"h1": "=", "h2": "-"}
_LEFT_OUT = {"svg", "style", "title", "head"}

_CONTENTS = re.compile(r'<span class="contents">.*?</span>', re.DOTALL)
"""The numbers of pages, which a text has none of."""


class _Reader(HTMLParser):
    """Reads the HTML of a report, which is ours and well formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._words: list[str] = []
        self._away = 0
        self._heads: list[str] = []
        self._row: list[tuple[str, str]] | None = None
        self._in_head = False
        self._cell_lines: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LEFT_OUT:
            self._away += 1
        elif tag == "table":
            self._end_line()
            self._heads = []
        elif tag == "thead":
            self._in_head = True
        elif tag == "tr":
            self._end_line()
            self._row = []
        elif tag in ("td", "th"):
            self._cell_lines, self._words = [], []
            self._span = int(dict(attrs).get("colspan") or 1)
        elif tag == "li" and self._cell_lines is None:
            self._end_line()
            self._words.append("• ")
        elif tag == "br" or tag in _ENDS:
            self._end_line()

    def handle_endtag(self, tag: str) -> None:
        if tag in _LEFT_OUT:
            self._away -= 1
        elif tag == "thead":
            self._in_head = False
        elif tag in ("td", "th"):
            self._end_cell(tag)
        elif tag == "tr":
            self._end_row()
        elif tag in ("h1", "h2", "h3", "h4", "h5"):
            self._heading(tag)
        elif tag in _ENDS:
            self._end_line()
        elif tag == "table":
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if not self._away:
            self._words.append(data)

    def told(self) -> list[str]:
        """Every line, once all was read."""
        self._end_line()
        return self.lines

    def _taken(self) -> str:
        text = re.sub(r"\s+", " ", "".join(self._words)).strip()
        self._words = []
        return text

    def _end_line(self) -> None:
        text = self._taken()
        if text and text != "•":
            (self.lines if self._cell_lines is None else self._cell_lines).append(text)

    def _heading(self, tag: str) -> None:
        text = self._taken()
        if text:
            self.lines += ["", text, *([_RULES[tag] * min(len(text), 60)] if tag in _RULES else [])]

    def _end_cell(self, tag: str) -> None:
        self._end_line()
        text = " ".join(self._cell_lines or [])
        self._cell_lines = None
        if self._row is not None:
            self._row.append((tag, text))
            self._row += [("td", "")] * (self._span - 1)

    def _end_row(self) -> None:
        row, self._row = self._row or [], None
        if self._in_head:
            self._heads = [text for _, text in row]
            return
        told = [
            text if tag == "th" or not head else f"{head}: {text}"
            for at, (tag, text) in enumerate(row)
            if text
            for head in [self._heads[at] if at < len(self._heads) else ""]
        ]
        if told:
            self.lines.append(_joined(told))


def _joined(told: list[str]) -> str:
    """Nutrition. Now: 3. Before: 4."""
    return " ".join(one if one[-1] in ".!?:;" else f"{one}." for one in told)


def plain(html: str) -> str:
    """The text of a report's HTML, its lines ended as Word and Notepad end them."""
    reader = _Reader()
    reader.feed(_CONTENTS.sub("", html))
    reader.close()
    text = "\n".join(reader.told())
    return MARK + re.sub(r"\n{3,}", "\n\n", text).strip().replace("\n", "\r\n") + "\r\n"
