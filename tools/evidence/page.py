"""The page: one file that needs no network, on a screen, on paper and on a phone."""

from stacks.foundation.hostile_text import harmless

from jinja2 import Environment, PackageLoader, StrictUndefined

from tools.evidence.model import Evidence


def page(evidence: Evidence) -> str:
    """Returns the document as HTML; whatever records say is text in it.

    What a browser would obey is escaped, and what turns the direction of writing, or is not seen,
    is written out as its code.
    """
    environment = Environment(
        loader=PackageLoader("tools.evidence", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Every value that the page shows goes through it, not only those somebody thought of.
        finalize=_shown,
    )
    return environment.get_template("page.html.jinja").render(evidence=evidence)


def _shown(value: object) -> object:
    """Returns a text with its lines, and each of them without what a reader cannot see."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return "\n".join(harmless(line) for line in value.split("\n"))
    return value
