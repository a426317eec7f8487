"""quanteda's YAML: categories with lists of terms, nested at will."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from framelens.dictionary.formats.entries import Entry, gather_frames
from framelens.dictionary.frames import FrameDictionary
from framelens.errors import InputError


def read_quanteda(root: yaml.MappingNode, path: str) -> FrameDictionary:
    """Read the YAML node ``root`` of the file ``path``.

    Raises
    ------
    InputError
        With file and line, if a category or a term is not plain text.
    """
    return gather_frames(_walk(root, (), path), path)


def _walk(node: yaml.Node, category: tuple[str, ...], path: str, above: tuple[int, ...] = ()) -> Iterator[Entry]:
    line = node.start_mark.line + 1
    if id(node) in above:
        raise InputError(f"{path}, line {line}: the category {'.'.join(category)} holds itself; write its terms out")
    above = (*above, id(node))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise InputError(f"{path}, line {key.start_mark.line + 1}: the name of a category is not plain text")
            inner = (*category, key.value.strip())
            yield Entry(inner, None, key.start_mark.line + 1)
            yield from _walk(value, inner, path, above)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _walk(item, category, path, above)
    elif not category:
        raise InputError(f"{path}, line {line}: '{node.value}' is in no category; write 'category: [term, ...]'")
    elif node.value.strip():
        yield Entry(category, node.value, line)
