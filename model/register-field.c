/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/register-field.h"

#include <errno.h>

int register_fields_add(RegisterFields *fields, const RegisterField *field, Text *meaning) {
        RegisterField copy = *field;
        int r;

        if (!array_grow(&fields->items, &fields->capacity, fields->count, sizeof(*fields->items)))
                return -ENOMEM;
        r = text_finish(meaning, &copy.meaning);
        if (r < 0)
                return r;
        fields->items[fields->count++] = copy;
        return 0;
}

void register_fields_done(RegisterFields *fields) {
        for (size_t i = 0; i < fields->count; i++)
                free(fields->items[i].meaning);
        free(fields->items);
        *fields = (RegisterFields) { 0 };
}

void register_field_add_bits(Text *text, const RegisterField *field) {
        if (field->high != field->low)
                text_add_format(text, "%u:", field->high);
        text_add_format(text, "%u", field->low);
}
