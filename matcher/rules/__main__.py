"""`python -m matcher.rules check` reads all rules for defects; `pages FOLDER` writes the readable pages."""

from __future__ import annotations

import sys
from pathlib import Path

from matcher.rules.errors import RuleError
from matcher.rules.library import load
from matcher.rules.linter import check
from matcher.rules.pages import write_pages

_USAGE = "usage: python -m matcher.rules check [FOLDER OF RULES] | pages FOLDER"


def main(arguments: list[str]) -> int:
    """Run a command; gives 0, 1 where there are errors, 2 where the command is not understood."""
    match arguments:
        case ["check", *folder] if len(folder) <= 1:
            return _check(Path(folder[0]) if folder else None)
        case ["pages", folder]:
            changed = write_pages(load(), Path(folder))
            print(f"{len(changed)} pages changed in {folder}")
            return 0
        case _:
            print(_USAGE, file=sys.stderr)
            return 2


def _check(folder: Path | None) -> int:
    try:
        library = load(folder)
    except RuleError as error:
        print(error, file=sys.stderr)
        return 1
    found = check(library)
    for each in found:
        print(f"{each.level}: {each}")
    errors = sum(each.level == "error" for each in found)
    print(f"{len(library.rules)} rules, {errors} errors, {len(found) - errors} warnings")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
