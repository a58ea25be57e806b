/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * RegisterRow: a row of the tables from which registers are decoded. The rows of a
 * register lie side by side and hold all of its 64 or 32 bits, from bit 0 up.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "model/register-field.h"

typedef struct RegisterRow RegisterRow;

struct RegisterRow {
        const char *name; /* NULL: reserved, or unknown to all sources that were read */
        uint8_t high, low;
        bool is_quiet; /* deprecated or hardly known: worth showing only if not 0 */
        /* Meaning of a single bit. For a wider field whose encoding no source spells out, what it is
         * about, and nothing. */
        const char *set, *clear;
        void (*add_meaning)(Text *meaning, unsigned value); /* of a wider field, in their place */
};

/* A single bit, with what it means when set and when clear. */
#define ROW_BIT(row_name, bit, if_set, if_clear)                                                   \
        { .name = (row_name), .high = (bit), .low = (bit), .set = (if_set), .clear = (if_clear) }

/* A single bit of which only weak sources know a name, or that is deprecated. */
#define ROW_WEAK(row_name, bit)                                                                    \
        ROW_QUIET(row_name, bit, "set; nothing certain is known about it",                         \
                        "not set; nothing certain is known about it")
#define ROW_DEPRECATED(row_name, bit, what)                                                        \
        ROW_QUIET(row_name, bit, "deprecated, and set: was " what, "deprecated: was " what)
#define ROW_QUIET(row_name, bit, if_set, if_clear)                                                 \
        { .name = "bit " #bit " (" row_name ")", .high = (bit), .low = (bit), .is_quiet = true,    \
          .set = (if_set), .clear = (if_clear) }

/* Wider fields: with a function that explains the value, or with an unknown encoding. */
#define ROW_FIELD(row_name, high_bit, low_bit, function)                                           \
        { .name = (row_name), .high = (high_bit), .low = (low_bit), .add_meaning = (function) }
#define ROW_ENCODED(row_name, high_bit, low_bit, what)                                             \
        { .name = (row_name), .high = (high_bit), .low = (low_bit), .set = (what) }

#define ROW_RESERVED(high_bit, low_bit) { .high = (high_bit), .low = (low_bit) }

/* Appends one field for each row, in order. 0 or -ENOMEM. */
_warn_unused_ int register_rows_decode(const RegisterRow *rows, size_t count, const char *reg, uint64_t value,
                RegisterFields *fields);
