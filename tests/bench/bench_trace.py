# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a program asked the kernel: an strace record, the operation list for floor, the checks.

Every path is followed to the real one (strace -y names the file behind each descriptor), so that a
file is the same file through whichever link it was reached.
"""

import collections
import os
import re

LINE = re.compile(r'^(?P<pid>\d+) +(?P<name>\w+)\((?P<arguments>.*)\) += '
                  r'(?P<result>-?\d+|\?|0x[0-9a-f]+)(?:<(?P<path>[^>]*)>)?')
UNFINISHED = re.compile(r'^(\d+) +(.*) <unfinished \.\.\.>$')
RESUMED = re.compile(r'^(\d+) +<\.\.\. \w+ resumed>(.*)$')
BASE = re.compile(r'^(?:AT_FDCWD|\d+)<(?P<base>[^>]*)>(?:, "(?P<name>[^"]*)")?')
NAME = re.compile(r'^"(?P<name>[^"]*)"')

OPEN = ('open', 'openat', 'openat2')
READ = ('read', 'pread64', 'readv', 'preadv', 'preadv2')
READLINK = ('readlink', 'readlinkat')

# A directory is opened when this many names are looked up in it; for fewer, the longer names cost
# less than two more system calls (4 and 8 take the same time on tmpfs, 20 takes a tenth more).
NAMES_WORTH_A_DIRECTORY = 5


def recorder(path):
    """The command before a command that writes a record of it to path."""
    return ['strace', '-f', '-y', '-qq', '-s', '0', '-o', path]


def read_calls(path):
    """Yields the matches of whole lines, with interrupted ones put together."""
    waiting = {}
    with open(path, encoding='utf-8', errors='surrogateescape') as lines:
        for line in lines:
            line = line.rstrip('\n')
            if part := UNFINISHED.match(line):
                waiting[part[1]] = part[2]
                continue
            if part := RESUMED.match(line):
                line = f'{part[1]} {waiting.pop(part[1], "")}{part[2]}'
            if call := LINE.match(line):
                yield call


class Node:
    """A name in a directory, by the way the program went."""

    def __init__(self):
        self.children = {}
        self.operation = None  # f, m, l, L; for directories d or p

    def child(self, names):
        node = self
        for name in names:
            node = node.children.setdefault(name, Node())
        return node


class Trace:
    """The record of one run over one tree."""

    def __init__(self, path, tree):
        self.tree = os.path.realpath(tree)
        self.calls = collections.Counter()
        self.opened = collections.Counter()   # real path -> how often
        self.looked = collections.Counter()   # the same for opens that can't read (O_PATH)
        self.read = collections.Counter()     # real path of a regular file -> read calls
        self.listed = set()                   # real paths of directories that were listed
        self.missing = collections.Counter()  # way -> failed opens
        self.root = Node()
        self._ways = {self.tree: ()}          # real directory -> the way there
        for call in read_calls(path):
            self._take(call)

    def _take(self, call):
        name, failed = call['name'], call['result'].startswith('-')
        self.calls[name] += 1
        if name in OPEN + READLINK:
            way = self._way_of(call)
            if way is None:
                return
            if name in READLINK:
                self.root.child(way).operation = 'L' if failed else 'l'
            elif failed:
                self.missing['/'.join(way)] += 1
                self.root.child(way).operation = 'm'
            else:
                self._take_open(way, call)
        elif not failed and (base := BASE.match(call['arguments'])):
            way = self._ways.get(base['base'])
            if name == 'getdents64' and way is not None:
                self.root.child(way).operation = 'd'
                self.listed.add(base['base'])
            elif name in READ and base['base'] in self.opened:
                self.read[base['base']] += 1

    def _take_open(self, way, call):
        real = call['path']
        if not self._inside(real):
            return
        (self.looked if 'O_PATH' in call['arguments'] else self.opened)[real] += 1
        if os.path.isdir(real):
            self._ways.setdefault(real, way)
        elif self.opened[real] == 1:
            self.root.child(way).operation = 'f'

    def _inside(self, path):
        return path == self.tree or path.startswith(self.tree + '/')

    def _way_of(self, call):
        """The names from the root of the tree to what a call names; None outside of the tree."""
        if found := NAME.match(call['arguments']):
            base, name = '/', found['name']
        elif found := BASE.match(call['arguments']):
            base, name = found['base'], found['name'] or ''
        else:
            return None
        if name.startswith('/') or base not in self._ways:
            path = os.path.join(base, name)
            if not self._inside(path):
                return None
            base, name = self.tree, os.path.relpath(path, self.tree)
        names = [part for part in name.split('/') if part not in ('', '.')]
        if '..' in names:  # follows the real tree, as the kernel does
            path = os.path.realpath(os.path.join(base, name))
            names = os.path.relpath(path, self.tree).split('/')
            return tuple(names) if self._inside(path) else None
        return self._ways[base] + tuple(names)

    def total(self):
        return sum(self.calls.values())

    def write_list(self, path):
        """The operation list for floor, in its format."""
        with open(path, 'w', encoding='utf-8') as out:
            _write_node(out, self.root, 0, '')

    def twice(self):
        """Paths that were opened more than once, missing ones included. A directory may be opened
        to look up names in it and again to list it."""
        opens = [*self.opened.items(), *self.looked.items(), *self.missing.items()]
        return [path for path, n in opens if n > 1]

    def config(self):
        """(opened more than once, opened while suspended): device addresses."""
        opens = {os.path.dirname(path): n for path, n in self.opened.items()
                 if os.path.basename(path) == 'config'}
        return ([os.path.basename(path) for path, n in opens.items() if n > 1],
                [os.path.basename(path) for path in opens if _is_suspended(path)])


def _is_suspended(device):
    with open(os.path.join(device, 'power/runtime_status'), encoding='ascii') as status:
        return status.read().strip() == 'suspended'


def _write_node(out, node, slot, way):
    """What is in the directory of a slot; way leads from there to node."""
    for name, child in node.children.items():
        path = way + name
        names = len(child.children)
        if child.operation in ('l', 'L') and names:
            out.write(f'{child.operation} {slot} {path}\n')
            child.operation = None
        if child.operation == 'd' or names >= NAMES_WORTH_A_DIRECTORY:
            out.write(f'{"d" if child.operation == "d" else "p"} {slot} {path}\n')
            _write_node(out, child, slot + 1, '')
            out.write(f'c {slot + 1}\n')
            continue
        if child.operation:
            out.write(f'{child.operation} {slot} {path}\n')
        _write_node(out, child, slot, path + '/')
