/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/diff-registers.h"

#include <inttypes.h>
#include <string.h>

#include "base/parse.h"
#include "sources/amd-fields.h"
#include "sources/vtd-fields.h"

/* The fields of one register; the other one of the pair reads as 0 on both sides. */
static int decode_fields(const char *name, uint64_t value, RegisterFields *ret) {
        if (strcmp(name, "registers.cap") == 0)
                return decode_vtd_fields(value, 0, ret);
        if (strcmp(name, "registers.ecap") == 0)
                return decode_vtd_fields(0, value, ret);
        if (strcmp(name, "registers.efr") == 0)
                return decode_amd_fields(value, (Number){ 0 }, ret);
        if (strcmp(name, "registers.efr2") == 0)
                return decode_amd_fields(0, number(value), ret);
        return 0;
}

static void add_difference(Text *text, const RegisterField *before, const RegisterField *after) {
        text_add_format(text, "%s%s ", text->length > 0 ? "\n" : "", after->name);
        register_field_add_bits(text, after);
        text_add_format(text, ": %" PRIu64 " -> %" PRIu64 ", %s", before->value, after->value,
                        after->meaning);
}

int diff_registers_explain(const Change *change, Text *ret) {
        _cleanup_register_fields_ RegisterFields before = { 0 }, after = { 0 };
        uint64_t was, is;
        int r;

        if (change->scope != CHANGE_OF_UNIT || !change->field || !change->before ||
                        !change->after || strncmp(change->field, "registers.", 10) != 0 ||
                        parse_hex_prefixed(change->before, UINT64_MAX, &was) < 0 ||
                        parse_hex_prefixed(change->after, UINT64_MAX, &is) < 0)
                return 0;
        r = decode_fields(change->field, was, &before);
        if (r == 0)
                r = decode_fields(change->field, is, &after);
        if (r < 0)
                return r;
        /* Every field is there whatever the value, so the two lists go in step. */
        for (size_t i = 0; i < before.count && i < after.count; i++)
                if (before.items[i].value != after.items[i].value)
                        add_difference(ret, before.items + i, after.items + i);
        return text_error(ret);
}
