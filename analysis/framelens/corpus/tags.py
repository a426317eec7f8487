"""The words of a piece of HTML that a table or JSON holds in place of plain text."""

from __future__ import annotations

from html.parser import HTMLParser

_BLOCKS = frozenset(
    "p div br li ul ol h1 h2 h3 h4 h5 h6 blockquote tr table section article figure figcaption aside".split()
)
_SILENT = frozenset(["script", "style", "figure", "aside"])


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line at a block, and keep silent in what a reader does not see."""
        if tag in _SILENT:
            self._silent.append(tag)
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End what has begun."""
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Take words."""
        if not self._silent:
            self.pieces.append(data.replace("\n", " "))


def drop_tags(text: str) -> str:
    """The words, a paragraph for each block.

    Examples
    --------
    >>> drop_tags("<p>It <b>rained</b> &amp; snowed.</p><p>Then not.</p>")
    'It rained & snowed.\\n\\nThen not.'
    """
    parser = _Words()
    parser.feed(text)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.pieces).split("\n"))
    return "\n\n".join(line for line in lines if line)
