"""What a study says of copies and of boilerplate, under ``[articles]`` of study.toml."""

from __future__ import annotations

from framelens.settings.tomlfile import SettingsFile

COPY_KEYS = ("duplicates", "near_duplicates", "boilerplate")
TREATMENTS = ("once", "kept", "weighted")
BOILERPLATE = ("left out", "kept")


def read_copy_settings(settings: SettingsFile) -> dict[str, bool]:
    """The fields of an ArticleSource that say what is done with copies and with boilerplate.

    ``duplicates`` is 'once' (one of a cluster is analysed), 'kept' (each counts) or 'weighted' (each of k copies
    counts 1/k times); ``keep_duplicates = true`` is the older way to say 'kept'.
    """
    older = settings.flag("articles", "keep_duplicates", False)
    treatment = settings.one_of("articles", "duplicates", TREATMENTS, "kept" if older else "once")
    if older and treatment == "once":
        raise settings.error(
            "duplicates", "duplicates = 'once' and keep_duplicates = true say opposite things; keep one"
        )
    return {
        "keep_duplicates": treatment != "once",
        "weigh_duplicates": treatment == "weighted",
        "near_duplicates": settings.flag("articles", "near_duplicates", True),
        "keep_boilerplate": settings.one_of("articles", "boilerplate", BOILERPLATE, "left out") == "kept",
    }
