"""framelens' own dictionary format: YAML that says of every frame and term why it is there.

.. code-block:: yaml

    title: Frames of a study
    source: Who made it, what to cite
    language: en                                 # of the articles it is for; without it, of all
    frames:
      cooperation:
        definition: What a text does when it uses the frame.
        source: Who described it.
        aliases: [partnership]                   # its name in other people's codes
        present_from: 3                          # an article uses it from 3 different terms on
        terms:
          - partner*                             # a term alone
          - term: close near/3 ties              # or with what is known of it
            reason: ties are close where somebody claims them
            marks: [judgement]                   # problem, cause, judgement, remedy
            case: false                          # true: capitals must agree
            stem: false                          # true: every inflection counts
          - terms: [accord, treaty, pact]        # several terms that share a reason
            reason: names of what partners sign
          - terms: [Partner*, Abkommen]
            language: de                         # another language than the dictionary's
"""

from __future__ import annotations

import yaml

from framelens.dictionary.formats.quanteda import read_quanteda
from framelens.dictionary.frames import FrameDictionary
from framelens.dictionary.parts import MARKS, Frame, Term
from framelens.errors import InputError, suggest

_TOP_KEYS = ("title", "source", "language", "frames")
_FRAME_KEYS = ("definition", "source", "aliases", "present_from", "terms")
_TERM_KEYS = ("term", "terms", "reason", "marks", "case", "stem", "language")
_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}


def parse_yaml(text: str, path: str) -> FrameDictionary:
    """Read ``text``, the content of ``path``, as a dictionary in framelens' own format or in quanteda's.

    Raises
    ------
    InputError
        With file and line, if it is no YAML, has an unknown key or a value of the wrong kind, if a frame has
        no terms, or if a term does not parse.
    """
    try:
        return _parse(text, path)
    except RecursionError as error:
        raise InputError(f"{path}: lists are nested far too deep; a dictionary has frames and their terms") from error


def _parse(text: str, path: str) -> FrameDictionary:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = f", line {mark.line + 1}" if mark else ""
        raise InputError(
            f"{path}{at}: this is not valid YAML: {error.problem}; check indents, colons and quotes"
        ) from error
    except yaml.YAMLError as error:
        raise InputError(
            f"{path}: this is not valid YAML: {' '.join(str(error).split())}; save it as plain UTF-8"
        ) from error
    if isinstance(root, yaml.MappingNode) and not _is_own(root):
        return read_quanteda(root, path)
    return _YamlReader(path).read(root)


def write_yaml(dictionary: FrameDictionary) -> str:
    """``dictionary`` in framelens' own format, a term alone where nothing more is known of it."""
    top: dict[str, object] = {key: value for key in ("title", "source") if (value := getattr(dictionary, key))}
    language = dictionary.languages[0] if len(dictionary.languages) == 1 else None
    if language:
        top["language"] = language
    top["frames"] = {frame.name: _write_frame(frame, language) for frame in dictionary.frames}
    return yaml.safe_dump(top, sort_keys=False, allow_unicode=True, width=110)


def _write_frame(frame: Frame, language: str | None) -> dict[str, object]:
    written: dict[str, object] = {key: value for key in ("definition", "source") if (value := getattr(frame, key))}
    if frame.aliases:
        written["aliases"] = list(frame.aliases)
    if frame.present_from != 1:
        written["present_from"] = frame.present_from
    written["terms"] = [_write_term(term, language) for term in frame.terms]
    return written


def _write_term(term: Term, language: str | None) -> object:
    more: dict[str, object] = {"reason": term.reason, "marks": list(term.marks), "case": term.case, "stem": term.stem}
    more |= {"language": term.language} if term.language != language else {}
    more = {key: value for key, value in more.items() if value}
    return {"term": term.text, **more} if more else term.text


def _is_own(root: yaml.MappingNode) -> bool:
    """Whether this is framelens' own format: it has ``frames``, or something in it lists ``terms``."""
    for key, value in root.value:
        named = key.value if isinstance(key, yaml.ScalarNode) else ""
        if named == "frames" or (named in _TOP_KEYS and isinstance(value, yaml.ScalarNode)):
            return True
        for _, inner in value.value if isinstance(value, yaml.MappingNode) else ():
            if isinstance(inner, yaml.MappingNode) and any(k.value == "terms" for k, _ in inner.value):
                return True
    return not root.value


class _YamlReader:
    """Turns the nodes of one file into a dictionary; knows the file for its messages."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.language: str | None = None

    def read(self, root: yaml.Node | None) -> FrameDictionary:
        if root is None:
            raise InputError(f"{self.path} is empty; a dictionary has frames with terms under the key 'frames'")
        top = self._fields(root, _TOP_KEYS, "the dictionary")
        if "frames" not in top:
            raise InputError(f"{self.path}: the key 'frames' is missing; it contains every frame with its terms")
        self.language = self._text(top.get("language")) or None
        frames: dict[str, Frame] = {}
        for key, value in self._pairs(top["frames"], "frames"):
            name = key.value.strip()
            if name in frames:
                first = frames[name].line
                raise self._error(key, f"'{name}' is listed twice under 'frames'; the first is in line {first}")
            frames[name] = self._frame(name, key, value)
        if not frames:
            raise self._error(top["frames"], "there is no frame under 'frames'; write at least one with its terms")
        return FrameDictionary(
            tuple(frames.values()),
            title=self._text(top.get("title")),
            source=self._text(top.get("source")),
            path=self.path,
        )

    def _frame(self, name: str, key: yaml.Node, node: yaml.Node) -> Frame:
        entry = self._fields(node, _FRAME_KEYS, f"the frame '{name}'")
        listed = entry.get("terms")
        if listed is None or (isinstance(listed, yaml.ScalarNode) and not listed.value):
            raise self._error(key, f"the frame '{name}' has no terms; list them under 'terms', or delete the frame")
        if not isinstance(listed, yaml.SequenceNode):
            raise self._error(listed, f"the terms of the frame '{name}' are no list; begin each with '- '")
        if not listed.value:
            raise self._error(key, f"the frame '{name}' has no terms; list them under 'terms', or delete the frame")
        return Frame(
            name,
            definition=self._text(entry.get("definition")),
            source=self._text(entry.get("source")),
            aliases=self._texts(entry.get("aliases")),
            present_from=self._count(entry.get("present_from"), "present_from"),
            terms=tuple(term for item in listed.value for term in self._terms(item, name)),
            line=key.start_mark.line + 1,
        )

    def _terms(self, node: yaml.Node, frame: str) -> list[Term]:
        """The term or terms of one entry; what is said of several holds for each."""
        fields: dict[str, yaml.Node] = {"term": node}
        if not isinstance(node, yaml.ScalarNode):
            fields = self._fields(node, _TERM_KEYS, "a term")
        if ("term" in fields) == ("terms" in fields):
            raise self._error(node, f"an entry of the frame '{frame}' needs either the key 'term' or the key 'terms'")
        listed = fields.get("terms")
        if listed is not None and not isinstance(listed, yaml.SequenceNode):
            raise self._error(listed, "'terms' is no list; write it as [one, another], or use 'term' for one")
        return [self._term(item, fields) for item in (listed.value if listed else [fields["term"]])]

    def _term(self, node: yaml.Node, fields: dict[str, yaml.Node]) -> Term:
        text = self._text(node)
        reason = self._text(fields.get("reason")) or None
        marks = self._marks(fields.get("marks"))
        case, stem = self._truth(fields.get("case"), "case"), self._truth(fields.get("stem"), "stem")
        try:
            language = self._text(fields.get("language")) or self.language
            return Term(text, reason, marks, case, stem, node.start_mark.line + 1, language)
        except InputError as error:
            raise self._error(node, str(error)) from error

    def _marks(self, node: yaml.Node | None) -> tuple[str, ...]:
        marks = self._texts(node)
        for mark in marks:
            if node is not None and mark not in MARKS:
                raise self._error(node, f"unknown mark '{mark}'; {suggest(mark, MARKS)}")
        return marks

    def _texts(self, node: yaml.Node | None) -> tuple[str, ...]:
        """A list of texts, or one text alone."""
        if node is None:
            return ()
        return tuple(self._text(item) for item in (node.value if isinstance(node, yaml.SequenceNode) else [node]))

    def _count(self, node: yaml.Node | None, key: str) -> int:
        if node is None:
            return 1
        written = self._text(node)
        if not written.isascii() or not written.isdigit() or int(written) < 1:
            raise self._error(node, f"{key} is '{written}'; it may be a whole number, 1 or more")
        return int(written)

    def _truth(self, node: yaml.Node | None, key: str) -> bool:
        if node is None:
            return False
        value = self._text(node).lower()
        if value not in _TRUTHS:
            raise self._error(node, f"{key} is '{value}'; it may be true or false")
        return _TRUTHS[value]

    def _text(self, node: yaml.Node | None) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            raise self._error(node, "a text is expected here, not a list or a mapping; put it in quotation marks")
        return " ".join(node.value.split())

    def _fields(self, node: yaml.Node, allowed: tuple[str, ...], what: str) -> dict[str, yaml.Node]:
        fields: dict[str, yaml.Node] = {}
        for key, value in self._pairs(node, what):
            if key.value not in allowed:
                raise self._error(key, f"unknown key '{key.value}' in {what}; {suggest(key.value, allowed)}")
            if key.value in fields:
                raise self._error(key, f"the key '{key.value}' is listed twice in {what}; delete one")
            fields[key.value] = value
        return fields

    def _pairs(self, node: yaml.Node, what: str) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise self._error(node, f"{what} must be a mapping of keys to values, as in 'key: value'")
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self._error(key, f"a key in {what} is not plain text")
        return node.value

    def _error(self, node: yaml.Node, message: str) -> InputError:
        return InputError(f"{self.path}, line {node.start_mark.line + 1}: {message}")
