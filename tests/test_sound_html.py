"""The quick reader of plain HTML: whatever it takes, the parser that knows the standard takes without a fault and reads the same."""

import re
from random import Random
from xml.etree.ElementTree import Element

import pytest

from tests import sound_html
from tests.page_checks import judged

PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
  <meta charset="utf-8"><title>One &amp; another</title>
  <meta name="x" content='{"a": "b"}'><script src="/x.js" defer></script>
</head>
<body>
  <main id="main"><h1>Words &lt;here&gt;</h1>
    <p class="a">A <a href="/x?a=1&amp;b=2">link <b>bold</b></a>, <code>c</code><br>end 🌻</p>
    <svg viewBox="0 0 8 8" aria-hidden="true"><title>T</title><g><path d="M0 0"/><text x="1">t</text></g></svg>
    <form action="/x" method="post"><fieldset><legend>Which</legend>
      <label for="i">I</label><input id="i" name="i" value="&#34;" checked><textarea name="t">typed &lt;p&gt;</textarea>
      <select name="s"><option value="">None</option><optgroup label="g"><option selected>b</option></optgroup></select>
      <datalist id="d"><option value="x"></option></datalist><button>Send</button></fieldset></form>
    <ul><li>one</li><li><p>two</p></li></ul>
    <dl><div><dt>k</dt><dd>v</dd></div></dl>
    <details><summary>More</summary><blockquote>q</blockquote><hr></details>
    <table><caption>c</caption><colgroup><col></colgroup><thead><tr><th>h</th></tr></thead>
      <tbody><tr><td><strong>d</strong></td></tr></tbody></table>
  </main>
</body>
</html>
"""
PARTS = re.findall("<[^<>]*>|[^<]+", PAGE)
DOUBTFUL = (
    *("<p>one<p>two</p>", "<p><div>x</div></p>", "<b><i>x</b></i>", "<div>", "</div>", "<div/>", "<textarea/>x</textarea>", "<br></br>"),
    *("<a href='/'><a href='/'>x</a></a>", "<form><form></form></form>", "<button><button>x</button></button>", "<h2><h3>x</h3></h2>"),
    *("<table><tr><td>x</td></tr></table>", "<table>words<tbody></tbody></table>", "<li>x</li>", "<dt>x</dt>", "<td>x</td>", "<option>x</option>"),
    *("<i a=b>x</i>", '<i a="1" a="2">x</i>', '<i a="1"b="2">x</i>', "<i A='1'>x</i>", "a & b", "a &copy b", "a < b", "a\0b", "<!-- x -->", "<p"),
    *("<svg><p>x</p></svg>", '<svg viewbox="0"></svg>', "<unknown>x</unknown>", "<b><b>x</b></b>", "<select><b>x</b></select>", "<pre>\nx</pre>"),
)  # fmt: skip


def read_alike(html: str, *, whole: bool) -> bool:
    """Whether the quick reader takes it; that it takes nothing which is not sound, and reads nothing otherwise."""
    quick = sound_html.whole(html) if whole else sound_html.part(html)
    if quick is None:
        return False
    tree, faults = judged(html, whole=whole)
    assert not faults, html
    assert written(quick) == written(tree), html
    return True


def written(tree: Element) -> list[tuple[object, ...]]:
    """All that a tree says."""
    return [(one.tag, one.attrib, one.text or "", one.tail or "", len(one)) for one in tree.iter()]


def test_a_plain_page_is_read_quickly() -> None:
    assert read_alike(PAGE, whole=True)
    assert read_alike(PAGE.replace("\n", "\r\n"), whole=True)
    assert read_alike(PAGE[PAGE.index("<main") : PAGE.index("</body>")], whole=False)


@pytest.mark.parametrize("html", DOUBTFUL)
def test_what_is_not_plain_is_left_to_the_other_parser(html: str) -> None:
    assert sound_html.part(html) is None
    assert sound_html.whole(PAGE.replace("<h1>", f"{html}<h1>")) is None


@pytest.mark.parametrize("seed", range(4))
def test_whatever_becomes_of_a_page_nothing_unsound_is_taken(seed: int) -> None:
    """Tags and words of a page are taken out, put elsewhere and said twice."""
    chance, taken = Random(seed), 0  # noqa: S311  # nothing is to be kept secret by it
    for _ in range(120):
        parts = list(PARTS)
        for _ in range(chance.choice((1, 1, 2))):
            place = chance.randrange(len(parts))
            match chance.randrange(3):
                case 0:
                    del parts[place]
                case 1:
                    parts.insert(place, chance.choice(PARTS))
                case _:
                    other = chance.randrange(len(parts))
                    parts[place], parts[other] = parts[other], parts[place]
        taken += read_alike("".join(parts), whole=True)
    assert 0 < taken < 120
