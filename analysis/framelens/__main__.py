"""``python -m framelens``: the command line."""

import sys

from framelens.cli import main

if __name__ == "__main__":
    sys.exit(main())
