"""Every text of the reports that a translator needs: extracted out of the modules and templates of reports and of what is `worded` below them, and written
as `reports.pot`.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

import gcp
from workflow import paths
from workflow.reports import elsewhere, language

_Keywords = dict[str, tuple[int, ...] | None]
CODE = Path(language.__file__).parent
TEMPLATES = paths.templates() / "reports"
SERVICES = CODE.parent / "services"
BELOW = {"gcp": Path(gcp.__file__).parent, "rules": CODE.parent / "rules", "services": SERVICES}
"""Where words are made that pages and reports say alike."""
SPEAK = {"beside_grades.py", "records.py", "issuing.py"}
"""Services that say something on paper themselves."""
POT = language.FOLDER / "reports.pot"
_KEYWORDS: _Keywords = {"_": None, "later": None, "_n": (1, 2), "gettext": None}
_WORDED: _Keywords = {"worded": None, "worded_n": (1, 2)}
_COUNTED: _Keywords = {"counted": (2,)}
_METHODS = [("**.py", "python"), ("**.html", "jinja2")]


def extracted(only: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The file and the texts of each: one, or one and many. `only` names the files that are asked for; nothing means all."""
    for folder in (CODE, TEMPLATES, SERVICES):
        for file, texts in _extracted(folder, _KEYWORDS):
            if (folder != SERVICES or file in SPEAK) and (not only or file in only):
                yield file, texts
    for name, folder in BELOW.items() if not only else ():
        yield from ((f"{name}/{file}", texts) for file, texts in _extracted(folder, _WORDED))
        for file, (thing,) in _extracted(folder, _COUNTED) if name != "services" else ():
            yield f"{name}/{file}", (f"{{number}} {thing}", f"{{number}} {thing}s")


def _extracted(folder: Path, keywords: _Keywords) -> Iterator[tuple[str, tuple[str, ...]]]:
    options = {"**.html": {"trimmed": "true"}}
    found = extract_from_dir(str(folder), _METHODS, options, keywords=keywords)
    for file, _line, message, *_rest in sorted(found, key=lambda one: (one[0], one[1])):
        yield file, message if isinstance(message, tuple) else (message,)


def fresh() -> str:
    """What `reports.pot` has to hold: no line numbers and no day, so that it changes only where a text does."""
    made = Catalog(fuzzy=False, charset="utf-8")
    for file, texts in extracted():
        made.add(texts if len(texts) > 1 else texts[0], locations=[(file, 0)])
    for words in elsewhere.words():
        made.add(words, locations=[("elsewhere.py", 0)])
    written = io.BytesIO()
    write_po(written, made, width=0, omit_header=True, include_lineno=False, sort_by_file=False)
    return written.getvalue().decode("utf-8").strip() + "\n"


if __name__ == "__main__":
    POT.write_text(fresh(), encoding="utf-8")
