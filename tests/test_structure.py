"""The house stands as it is drawn: arrows between rooms point one way, and a name means one thing."""

import ast
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

import framelens

PACKAGE = Path(framelens.__file__).parent
# From the ground up: a room may use what stands on a line above its own, or in itself.
FLOORS = (
    ("errors", "memory"),
    ("disk", "lazy"),
    ("remote",),
    ("csvtables",),
    ("csvrows",),
    ("bug", "encodings", "corrections", "networks", "processes", "spreadsheets", "tables"),
    ("languages",),
    ("dictionary",),
    ("lexicon",),
    ("settings",),
    ("corpus",),
    ("annotate",),
    ("store",),
    ("measure",),
    ("code",),
    ("coders",),
    ("results",),
    ("figures",),
    ("check", "forms", "report"),
    ("read", "stats", "study"),
    ("framelens",),
    ("cli",),
    ("__main__",),
)
MOST_LINES = 342  # falls with every module that is parted, never rises


def list_modules(package=PACKAGE):
    """The modules of the package by their full name, parsed."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = (package.name, *path.relative_to(package).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def list_arrows(modules):
    """One (module, line, imported module) per import, wherever it stands: lazy ones and those for types included."""
    for name, path in modules.items():
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                wanted = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                above = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
                base = ".".join([*above, *([node.module] if node.module else [])])
                wanted = [f"{base}.{alias.name}" if f"{base}.{alias.name}" in modules else base for alias in node.names]
            else:
                continue
            yield from ((name, node.lineno, module) for module in wanted if module in modules)


def room_of(module):
    """The room of a module: the folder or file under the package's own."""
    return [*module.split("."), "framelens"][1]


def find_upward(arrows):
    """The arrows that point at a higher floor or at another room of the same one."""
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    return [
        f"{module}, line {line}, uses {used}"
        for module, line, used in arrows
        if room_of(module) != room_of(used) and floor[room_of(module)] <= floor[room_of(used)]
    ]


def find_circle(arrows):
    """Modules each of which uses the one before it, the first also the last; empty where there is no circle."""
    uses = defaultdict(set)
    for module, _, used in arrows:
        if module != used:
            uses[module].add(used)
    try:
        TopologicalSorter(uses).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def find_twins(modules):
    """Each class name that more than one module defines, with these modules."""
    where = defaultdict(list)
    for name, path in modules.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                where[node.name].append(name)
    return {name: places for name, places in where.items() if len(places) > 1}


def test_every_room_has_a_floor():
    assert {room_of(module) for module in list_modules()} <= {room for rooms in FLOORS for room in rooms}


def test_arrows_between_rooms_point_one_way():
    assert find_upward(list_arrows(list_modules())) == []


def test_no_circle_of_modules():
    assert find_circle(list_arrows(list_modules())) == []


def test_one_name_for_one_class():
    assert find_twins(list_modules()) == {}


def test_every_module_says_what_it_is():
    assert [name for name, path in list_modules().items() if not ast.get_docstring(ast.parse(path.read_text()))] == []


def test_no_module_grows():
    lines = {name: len(path.read_text("utf-8").splitlines()) for name, path in list_modules().items()}
    assert {name: n for name, n in lines.items() if n > MOST_LINES} == {}


def test_what_is_looked_for_is_found(tmp_path):
    """An arrow upwards, a circle and two classes of one name are seen, inside functions and under TYPE_CHECKING too."""
    rooms = {
        "measure/__init__.py": "",
        "measure/tone.py": "def late():\n    from framelens.report import pages\n",
        "report/__init__.py": "",
        "report/pages.py": "if TYPE_CHECKING:\n    from ..measure.tone import late\nclass Page: ...\n",
        "figures/__init__.py": "class Page: ...\n",
    }
    for name, text in rooms.items():
        path = tmp_path / "framelens" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    modules = list_modules(tmp_path / "framelens")
    arrows = list(list_arrows(modules))
    assert find_upward(arrows) == ["framelens.measure.tone, line 2, uses framelens.report.pages"]
    circle = find_circle(arrows)
    assert set(circle) == {"framelens.measure.tone", "framelens.report.pages"}
    assert all((a, b) in {(used, module) for module, _, used in arrows} for a, b in pairwise(circle))
    assert find_twins(modules) == {"Page": ["framelens.figures", "framelens.report.pages"]}
