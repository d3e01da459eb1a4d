"""Parts of a page that say what one unchanging value says and nothing else, put into HTML once for it.

Whoever asks for one holds the value already: it was given out by a service, to somebody who may see it. Another value, however alike, has its own.
"""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from workflow.services.kept import Kept
from workflow.web.rendering import environment

_KEPT: Kept[tuple[object, Markup]] = Kept(60)


def fragment(template: str, of: object, context: Callable[[], Mapping[str, Any]], *, keep: bool = True) -> Markup:
    """A template as HTML for one value, made with its context the first time. Where it is not to be kept it is made every time."""
    key = (template, id(of))
    kept = _KEPT.get(key)
    # An id is only as good as the object is alive; what is kept holds its own.
    if kept is not None and kept[0] is of:
        return kept[1]
    made = environment().get_template(template).make_module(dict(context())).__html__()
    if keep:
        _KEPT.put(key, (of, made))
    return made
