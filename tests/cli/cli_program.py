# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs iommu-diag: the build under test, and beside it one with sanitizers where there is one."""

import dataclasses
import json
import os
import pathlib
import re
import subprocess

from output_schema import check_document

SOURCE_TOP = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("BUILDDIR") or SOURCE_TOP / "build") / "iommu-diag"
ASAN_PROGRAM = pathlib.Path(os.environ["ASAN_BUILDDIR"]) / "iommu-diag" if os.environ.get("ASAN_BUILDDIR") else None

TIMEOUT = 30  # seconds; only a program that hangs needs them
LISTS = ("units", "groups", "devices", "windows")
GENERATED = re.compile(rb'("generated": ?)"[^"]*"')


@dataclasses.dataclass
class Run:
    status: int
    stdout: bytes
    stderr: bytes

    @property
    def text(self):
        return self.stdout.decode()

    @property
    def message(self):
        return self.stderr.decode()


def environment(**variables):
    """Nothing of the caller's terminal or language; None takes a variable away."""
    settings = {"PATH": os.environ["PATH"], "LC_ALL": "C", "ASAN_OPTIONS": "exitcode=99",
                "UBSAN_OPTIONS": "print_stacktrace=1", **variables}
    return {name: value for name, value in settings.items() if value is not None}


def execute(program, arguments, env=None, **options):
    options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    done = subprocess.run([os.fspath(program), *map(os.fspath, arguments)], env=environment(**(env or {})),
                          timeout=TIMEOUT, check=False, **options)
    return Run(done.returncode, done.stdout or b"", done.stderr or b"")


def run(*arguments, root=None, env=None, **options):
    """Runs the program. The build with sanitizers must do and say the same."""
    if root is not None:
        arguments = (f"--root={os.fspath(getattr(root, 'top', root))}", *arguments)
    result = execute(PROGRAM, arguments, env, **options)
    assert result.status >= 0, f"killed by signal {-result.status}: {result.stderr!r}"
    if ASAN_PROGRAM:
        twin = execute(ASAN_PROGRAM, arguments, env, **options)
        said = twin.stderr.replace(os.fsencode(ASAN_PROGRAM), os.fsencode(PROGRAM))  # getopt names it in full
        assert (twin.status, said) == (result.status, result.stderr), said.decode(errors="replace")
        assert GENERATED.sub(rb"\1", twin.stdout) == GENERATED.sub(rb"\1", result.stdout)
    return result


def run_text(*arguments, root=None, env=None):
    """Its text, after a run that must succeed in silence."""
    result = run(*arguments, root=root, env=env)
    assert (result.status, result.message) == (0, ""), f"status {result.status}: {result.message}"
    return result.text


def run_json(*arguments, root=None, env=None):
    """Its JSON document, checked against the schema and for keys that the schema doesn't know."""
    document = json.loads(run_text("--json=short", *arguments, root=root, env=env))
    check_document(document)
    return document


def report(root, env=None):
    return run_json("report", root=root, env=env)


def by_name(objects, name, key="name"):
    found = [one for one in objects if one[key] == name]
    assert len(found) == 1, f"{len(found)} objects with {key} {name!r}"
    return found[0]


def group_of(document, number):
    return by_name(document["groups"], number, "id")


def finding_ids(document, *severities):
    """Ids of the findings of these severities, by default all above info."""
    return [one["id"] for one in document["findings"]
            if one["severity"] in (severities or ("notice", "warning", "critical"))]


def ranges(windows):
    """(first, last) as numbers; last is None where it is unknown."""
    return [(int(one["first"], 16), None if one["last"] is None else int(one["last"], 16)) for one in windows]


def check_every_output(root):
    """All reading verbs on one machine, JSON and text: they succeed, keep to the schema and print
    nothing that a terminal would act on. Returns the report."""
    document = report(root)
    for verb in LISTS:
        run_json(verb, root=root)
    for verb in ("report", *LISTS):
        text = run_text(verb, root=root)
        unsafe = [c for c in text
                  if (ord(c) < 0x20 and c != "\n") or 0x7F <= ord(c) < 0xA0 or 0x202A <= ord(c) <= 0x202E]
        assert not unsafe, f"{verb} prints {unsafe!r}"
    return document
