"""Each setting is declared once, and everything that is said of it comes from there."""

from __future__ import annotations

import sys
from pathlib import Path

from framelens.settings import SETTINGS, ArticleSource, Settings, load_settings
from framelens.settings.dependent import DEPENDENT, FILES, NOTHING, RECOMPUTED, TABLES_OF_LANGUAGES, VERSION

ROOT = Path(__file__).parents[2]


def test_the_page_of_settings_is_what_is_declared():
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        import build_settings
    finally:
        sys.path.pop(0)
    assert build_settings.write_page() == (ROOT / "docs" / "settings.md").read_text(encoding="utf-8"), (
        "run python docs/build_settings.py"
    )


def test_every_declaration_is_whole():
    assert len({one.key for one in SETTINGS}) == len(SETTINGS)
    for one in SETTINGS:
        assert one.says and not one.says.endswith("."), one.key
        assert one.kind is None or one.wanted


def test_it_is_known_what_depends_on_every_input():
    assert set(DEPENDENT) == {one.key for one in SETTINGS} | {FILES, VERSION, TABLES_OF_LANGUAGES}
    assert set(DEPENDENT.values()) == set(RECOMPUTED)
    page = (ROOT / "docs" / "large-corpora.md").read_text(encoding="utf-8")
    table = page.partition("| input | recomputed |")[2].partition("\n\n")[0].splitlines()[2:]
    said = {cells[2]: cells[1] for line in table if (cells := [cell.strip() for cell in line.split("|")])}
    assert [*said] == [RECOMPUTED[what] for what in dict.fromkeys(DEPENDENT.values())]
    for key, what in DEPENDENT.items():
        if what != NOTHING and key not in (FILES, VERSION, TABLES_OF_LANGUAGES):
            assert f"`{key.rpartition('.')[2]}`" in said[RECOMPUTED[what]] or key in said[RECOMPUTED[what]], key


def test_docstrings_name_every_field():
    for kind in (Settings, ArticleSource):
        for one in SETTINGS:
            if one.attribute in kind.__dataclass_fields__:
                assert f"    {one.attribute} : " in (kind.__doc__ or "")


def test_columns_to_compare_by_may_be_ones_own(tmp_path):
    (tmp_path / "study.toml").write_text('title = "T"\n[compare]\nby = ["outlet", "bias"]\n', encoding="utf-8")
    assert load_settings(tmp_path).compare_by == ("outlet", "bias")
