"""``python -m framelens.languages check FOLDER``: what the folder of a language lacks."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from framelens.errors import InputError
from framelens.languages.checking import check_language


def main(arguments: Sequence[str]) -> int:
    """Print a line for each finding: 0 where there is none, 2 otherwise."""
    if len(arguments) != 2 or arguments[0] != "check":
        sys.stderr.write("usage: python -m framelens.languages check FOLDER\n")
        return 2
    try:
        findings = check_language(arguments[1])
    except InputError as error:
        findings = [str(error)]
    sys.stdout.write("".join(f"{finding}\n" for finding in findings) or f"{arguments[1]}: nothing is missing\n")
    return 2 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
