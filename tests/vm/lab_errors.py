# SPDX-License-Identifier: LGPL-2.1-or-later
"""The two ways the lab says no."""


class LabError(Exception):
    """Guest, QEMU or download trouble: the question could not be asked (exit 125)."""


class UsageError(Exception):
    """What was asked for makes no sense (exit 2)."""
