"""Which templates show an instrument of each kind. Pages choose by kind here, and never by an instrument's name."""

from collections.abc import Mapping

from gcp.instrument import Kind

PART: Mapping[Kind, str] = {
    Kind.GRADED: "answers/part.html",
    Kind.COUNTED: "answers/asked.html",
    Kind.OPEN: "answers/asked.html",
}
"""The page on which a part is answered; scaling questions have one of their own."""
ONE: Mapping[Kind, str] = {
    Kind.GRADED: "answers/one_item.html",
    Kind.COUNTED: "answers/one_asked.html",
    Kind.SCALED: "answers/one_asked.html",
    Kind.OPEN: "answers/one_asked.html",
}
"""One item as it stands, to replace its form on the page."""
RESULTS: Mapping[Kind, str] = {
    Kind.GRADED: "results/graded.html",
    Kind.COUNTED: "results/counted.html",
    Kind.SCALED: "results/scaled.html",
    Kind.OPEN: "results/open.html",
}
"""What came out so far, on the overview: areas with their parts, counts, numbers, or words."""
PROFILE: Mapping[Kind, str] = {
    Kind.GRADED: "scorings/profile.html",
    Kind.COUNTED: "results/profile.html",
    Kind.SCALED: "results/profile.html",
    Kind.OPEN: "results/profile.html",
}
"""Everything that came out, with every answer and its note."""
SUMMARY: Mapping[Kind, str] = {
    Kind.GRADED: "signing/summary.html",
    Kind.COUNTED: "results/counted.html",
    Kind.SCALED: "results/scaled.html",
    Kind.OPEN: "results/open.html",
}
"""What is being signed or decided on, on one screen."""
