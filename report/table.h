/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Tables of the model's objects, one line each, by libsmartcols. A column is a row
 * in a list of columns: its name, what it means, and a function that fills a cell.
 */

#include <stdio.h>

#include "base/macros.h"
#include "base/text.h"
#include "model/assessment.h"
#include "model/snapshot.h"
#include "report/terminal.h"

typedef struct Column Column;

struct Column {
        const char *name; /* upper case, as the legend shows it and --output takes it */
        const char *help;
        bool is_default;
        bool is_right; /* aligned to the right */
        bool is_cut;   /* gives way when the terminal is narrow */
        void (*add_cell)(Text *cell, const Snapshot *snapshot, const Assessment *assessment, size_t i);
};

/*
 * Picks columns by a list of names, "NAME,KIND" or "+PAGES" for the default ones and more; NULL
 * for the default. Case doesn't matter. The choice ends with NULL and has room for all columns
 * once. -EINVAL, with the offending name, if one is unknown or named twice.
 */
_warn_unused_ int table_choose_columns(const Column *columns, size_t count, const char *list,
                const Column **ret_chosen, Text *ret_error);

/* Prints the objects at the indices. Cells hold escaped text. 0 or a negative errno. */
_warn_unused_ int table_print(const Terminal *terminal, const Column *const *chosen, bool has_legend,
                const Snapshot *snapshot, const Assessment *assessment, const size_t *indices,
                size_t count);
