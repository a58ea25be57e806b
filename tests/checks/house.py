# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the house checks share: which files are ours, C without its comments, and how to complain.

The checks run in a git checkout as well as in an unpacked tarball, with the build inside or
outside of it, so files are found by walking and what a build leaves behind is skipped.
"""

import os
import pathlib
import re
import sys

TOP = pathlib.Path(os.environ.get("top_srcdir") or pathlib.Path(__file__).parent / "../..").resolve()

PRODUCT = ["base", "model", "sources", "analysis", "report", "vfio", "probes", "selftest", "daemon", "cli"]

SKIPPED_DIRECTORIES = {".git", ".deps", ".pytest_cache", "__pycache__", "autom4te.cache", "build-aux",
                       "_build", "_inst"}
# At the top, from autoreconf and configure.
GENERATED = {"aclocal.m4", "configure", "configure~", "config.h", "config.h.in", "config.h.in~", "config.log",
             "config.status", "Makefile", "Makefile.in", "stamp-h1"}

SKIP = 77  # "was not run", to automake


def is_build_directory(path):
    return (path / "config.status").exists() or (path.parent == TOP and path.name.startswith("build"))


def files():
    """All files of the source tree, as paths relative to the top, sorted."""
    found = []
    for directory, names, leaves in os.walk(TOP):
        here = pathlib.Path(directory)
        names[:] = [name for name in names
                    if name not in SKIPPED_DIRECTORIES and not is_build_directory(here / name)]
        found += [(here / leaf).relative_to(TOP) for leaf in leaves
                  if here != TOP or leaf not in GENERATED]
    return sorted(found)


def read(path):
    return (TOP / path).read_text(encoding="utf-8")


def c_files(folders):
    """Sources and headers in these folders and below."""
    return [path for path in files() if path.suffix in (".c", ".h") and path.parts[0] in folders]


def shebang(path):
    """The interpreter that a script names, such as "sh" or "python3"; else None."""
    with open(TOP / path, "rb") as opened:
        line = opened.readline(200)
    if not line.startswith(b"#!"):
        return None
    words = line[2:].decode("utf-8", "replace").split()
    if words and words[0].endswith("/env"):
        words = words[1:]
    return words[0].rsplit("/", 1)[-1] if words else None


TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def blank(text):
    """As long as text, with as many lines, and nothing to see."""
    return re.sub(r"[^\n]", " ", text)


def without_comments(text, strings=False):
    """C with comments blanked, and with the insides of strings blanked too unless asked to keep them."""
    def replace(match):
        token = match.group()
        if token[0] == "/":
            return blank(token)
        return token if strings else token[0] + blank(token[1:-1]) + token[-1]
    return TOKEN.sub(replace, text)


def without_preprocessor(text):
    """Blanks directives, continued lines included."""
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda match: blank(match.group()), text, flags=re.MULTILINE)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


class Complaints:
    """Collects what is wrong; exit() ends the check with the status that automake expects."""

    def __init__(self):
        self.count = 0

    def add(self, path, line, message):
        self.count += 1
        print(f"{path}:{line}: {message}")

    def exit(self, status_if_none=0):
        if self.count > 0:
            print(f"{pathlib.Path(sys.argv[0]).name}: {self.count} violation{'s'[:self.count != 1]}")
        sys.exit(1 if self.count > 0 else status_if_none)
