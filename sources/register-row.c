/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/register-row.h"

static void add_set_bits(Text *meaning, unsigned low, uint64_t value) {
        if (value == 0) {
                text_add(meaning, "reserved");
                return;
        }
        text_add_format(meaning, "reserved or newer than this program, and set: bit%s",
                        (value & (value - 1)) != 0 ? "s" : "");
        for (; value != 0; value &= value - 1)
                text_add_format(meaning, " %u", low + (unsigned) __builtin_ctzll(value));
}

static void add_meaning(Text *meaning, const RegisterRow *row, uint64_t value) {
        if (!row->name)
                add_set_bits(meaning, row->low, value);
        else if (row->add_meaning)
                row->add_meaning(meaning, (unsigned) value);
        else if (row->clear)
                text_add(meaning, value != 0 ? row->set : row->clear);
        else if (value != 0)
                text_add_format(meaning, "%s, encoding %u", row->set, (unsigned) value);
        else
                text_add_format(meaning, "no %s", row->set);
}

int register_rows_decode(const RegisterRow *rows, size_t count, const char *reg, uint64_t value,
                RegisterFields *fields) {
        for (size_t i = 0; i < count; i++) {
                const RegisterRow *row = rows + i;
                unsigned width = row->high - row->low + 1U;
                _cleanup_text_ Text meaning = TEXT_INIT;
                RegisterField field = {
                        .reg = reg,
                        .name = row->name ? row->name : "reserved",
                        .high = row->high,
                        .low = row->low,
                        .is_quiet = !row->name || row->is_quiet,
                        .value = value >> row->low & (UINT64_MAX >> (64 - width)),
                };
                int r;

                add_meaning(&meaning, row, field.value);
                r = register_fields_add(fields, &field, &meaning);
                if (r < 0)
                        return r;
        }
        return 0;
}
