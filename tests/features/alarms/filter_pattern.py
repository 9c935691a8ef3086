"""CloudWatch's filter patterns for JSON events, as far as metric filters for CloudTrail need them.

The rules are those of two editions of AWS's page, the second of which says more:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html
https://github.com/awsdocs/amazon-cloudwatch-logs-user-guide/blob/1487b9496d8366bf7039a1efbeeb3a0702b42c50/doc_source/FilterAndPatternSyntax.md

Regular expressions and wildcards in selectors, which no alarm uses, are syntax errors here.
"""

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from attrs import evolve, frozen

Event = dict[str, Any]
Token = tuple[str, str]  # its kind, and what is written

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<selector> \$ (?: \.[A-Za-z0-9_-]+ | \.\['[^']+'\] | \[\d+\] )+ )
    | (?P<symbol> && | \|\| | [(){}] )
    | (?P<comparison> != | <= | >= | [=<>] )
    | (?P<keyword> NOT\ +EXISTS | IS\ +(?:NULL|TRUE|FALSE) )
    | (?P<quoted> "[^"]*" )
    | (?P<bare> [A-Za-z0-9_.*+-]+ )
    )""",
    re.VERBOSE,
)
_STEP = re.compile(r"\.([A-Za-z0-9_-]+)|\.\['([^']+)'\]|\[(\d+)\]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?")
_MISSING = object()

_ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_STATES = {"IS NULL": None, "IS TRUE": True, "IS FALSE": False}


@frozen
class Term:
    """One comparison, or one question whether something is there: `$.eventName = ConsoleLogin`."""

    selector: str
    operator: str
    value: str = ""
    quoted: bool = False

    def matches(self, event: Event) -> bool:
        """Tells whether CloudWatch would count the event."""
        found = self._find(event)
        if self.operator == "NOT EXISTS":
            return found is _MISSING
        if self.operator in _STATES:
            return found is _STATES[self.operator]
        # "The SELECTOR must point to a value node (string or number) in the JSON", otherwise
        # neither `=` nor `!=` matches; and where there is nothing, there is no such node.
        if not isinstance(found, str | int | float) or isinstance(found, bool):
            return False
        if self.operator in _ORDER:
            return not isinstance(found, str) and _ORDER[self.operator](found, float(self.value))
        if not (isinstance(found, str) or self.quoted) and _NUMBER.fullmatch(self.value):
            same = found == float(self.value)
        else:
            same = self._is_like(str(found))
        return same == (self.operator == "=")

    def _find(self, event: Event) -> Any:
        node: Any = event
        for name, dotted, index in _STEP.findall(self.selector):
            match node:
                case list() if index and int(index) < len(node):
                    node = node[int(index)]
                case dict() if not index and (name or dotted) in node:
                    node = node[name or dotted]
                case _:
                    return _MISSING
        return node

    def _is_like(self, text: str) -> bool:
        """A star stands for any text where the value begins or ends; elsewhere it is a star."""
        start, end = self.value.startswith("*"), self.value.endswith("*")
        core = self.value.removeprefix("*").removesuffix("*")
        if start and end:
            return core in text
        if start:
            return text.endswith(core)
        return text.startswith(core) if end else text == core


@frozen
class Compound:
    """Several patterns, of which all (`&&`) or any (`||`) must match."""

    symbol: str
    parts: Sequence["Pattern"]

    def matches(self, event: Event) -> bool:
        """Tells whether CloudWatch would count the event."""
        results = (part.matches(event) for part in self.parts)
        return all(results) if self.symbol == "&&" else any(results)


Pattern = Term | Compound


def parse(text: str) -> Pattern:
    """Returns what the pattern asks; raises ValueError where AWS would refuse it."""
    tokens = list(_tokens(text))
    _take(tokens, "symbol", text="{")
    pattern = _any(tokens)
    _take(tokens, "symbol", text="}")
    if tokens:
        raise ValueError(f"{text}: more after the end")
    return pattern


def matches(pattern: str, event: Event) -> bool:
    """Tells whether a metric filter with this pattern would count the event."""
    return parse(pattern).matches(event)


def without_one_term(pattern: Pattern) -> Iterator[tuple[Term, Pattern]]:
    """Yields each term with what the pattern would be without it."""
    if isinstance(pattern, Term):
        return
    for number, part in enumerate(pattern.parts):
        rest = [*pattern.parts[:number], *pattern.parts[number + 1 :]]
        if isinstance(part, Term):
            yield part, evolve(pattern, parts=rest)
        for term, smaller in without_one_term(part):
            yield term, evolve(pattern, parts=[*rest, smaller])


def _tokens(text: str) -> Iterator[Token]:
    text, position = text.rstrip(), 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if not found or not found.lastgroup:
            raise ValueError(f"{text}: not understood from {text[position:]!r}")
        position = found.end()
        yield found.lastgroup, found[found.lastgroup]


def _take(tokens: list[Token], *kinds: str, text: str | None = None) -> Token:
    if not tokens or tokens[0][0] not in kinds or text not in (None, tokens[0][1]):
        raise ValueError(f"expected {text or kinds}, found {tokens[:1]}")
    return tokens.pop(0)


# () binds before &&, and && before ||.


def _any(tokens: list[Token]) -> Pattern:
    return _compound(tokens, "||", _all)


def _all(tokens: list[Token]) -> Pattern:
    return _compound(tokens, "&&", _unit)


def _compound(tokens: list[Token], symbol: str, part: Callable[[list[Token]], Pattern]) -> Pattern:
    parts = [part(tokens)]
    while tokens[:1] == [("symbol", symbol)]:
        tokens.pop(0)
        parts.append(part(tokens))
    return parts[0] if len(parts) == 1 else Compound(symbol, parts)


def _unit(tokens: list[Token]) -> Pattern:
    if tokens[:1] == [("symbol", "(")]:
        tokens.pop(0)
        pattern = _any(tokens)
        _take(tokens, "symbol", text=")")
        return pattern
    _, selector = _take(tokens, "selector")
    kind, written = _take(tokens, "comparison", "keyword")
    if kind == "keyword":
        return Term(selector, " ".join(written.split()))
    kind, value = _take(tokens, "quoted", "bare")
    quoted = kind == "quoted"
    if written in _ORDER and (quoted or not _NUMBER.fullmatch(value)):
        raise ValueError(f"{selector} {written} {value}: only numbers have an order")
    return Term(selector, written, value[1:-1] if quoted else value, quoted)
