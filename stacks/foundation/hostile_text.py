"""Text that somebody else wrote, such as the key of an object or the name in a record."""

import unicodedata

# Control and format characters, among them those that turn the direction of writing, and what ends
# a line: a terminal obeys them, and a reader does not see them.
_OBEYED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def harmless(text: str) -> str:
    """Returns the text with everything that a terminal would obey written out as its code."""
    return "".join(
        each.encode("unicode_escape").decode() if unicodedata.category(each) in _OBEYED else each
        for each in text
    )
