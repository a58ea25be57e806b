# SPDX-License-Identifier: LGPL-2.1-or-later
"""Boots the guests that the selected tests ask for, a few at a time, while the tests wait for theirs."""

import concurrent.futures
import os

import pytest

from matrix_rows import Row
from matrix_steps import boot_row

GUESTS_AT_A_TIME = int(os.environ.get("IOMMU_DIAG_LAB_GUESTS", os.cpu_count() or 1))


def pytest_collection_modifyitems(items):
    # For a person who has no QEMU at hand. Nothing sets this by itself.
    if os.environ.get("IOMMU_DIAG_NO_LAB") == "1":
        for item in items:
            item.add_marker(pytest.mark.skip(reason="IOMMU_DIAG_NO_LAB=1"))


@pytest.fixture(scope="session")
def row_boots(request):
    """{row: future of its boot} for the selected rows. All are under way from the first test on."""
    rows = [item.callspec.params["row"] for item in request.session.items
            if hasattr(item, "callspec") and isinstance(item.callspec.params.get("row"), Row)]
    pool = concurrent.futures.ThreadPoolExecutor(GUESTS_AT_A_TIME)
    yield {row: pool.submit(boot_row, row) for row in rows}
    pool.shutdown(cancel_futures=True)


def pytest_terminal_summary(terminalreporter):
    """The matrix as a table, a row for machine and kernel, a column for each boot mode; and what tests counted."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            figure = dict(getattr(report, "user_properties", [])).get("figure")
            if figure:
                terminalreporter.write_line(f"figure: {figure}")
    cells = {}
    for outcome, mark in (("passed", "ok"), ("failed", "FAILED"), ("error", "ERROR"), ("skipped", "skipped")):
        for report in terminalreporter.stats.get(outcome, []):
            row = dict(getattr(report, "user_properties", [])).get("row")
            if row:
                iommu, kernel, boot = row.split("/")
                cells.setdefault((iommu, kernel), {})[boot] = mark
    if not cells:
        return
    boots = list(dict.fromkeys(boot for row in cells.values() for boot in row))
    terminalreporter.section("lab matrix")
    terminalreporter.write_line(f"{'iommu':<13}{'kernel':<8}" + "".join(f"{boot:<13}" for boot in boots))
    for (iommu, kernel), row in cells.items():
        terminalreporter.write_line(f"{iommu:<13}{kernel:<8}" + "".join(f"{row.get(boot, '-'):<13}" for boot in boots))
