/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/diff-fields.h"

#include <inttypes.h>

static const void *member(const void *object, size_t offset) {
        return (const char *) object + offset;
}

bool diff_field_text(const DiffField *field, const DiffObject *object, Text *ret) {
        const char *const *text = member(object->data, field->offset);

        if (!*text)
                return false;
        text_add(ret, *text);
        return true;
}

bool diff_field_number(const DiffField *field, const DiffObject *object, Text *ret) {
        const Number *value = member(object->data, field->offset);

        if (value->known)
                text_add_format(ret, "%" PRIu64, value->value);
        return value->known;
}

bool diff_field_hex(const DiffField *field, const DiffObject *object, Text *ret) {
        const Number *value = member(object->data, field->offset);

        if (value->known)
                text_add_format(ret, "0x%" PRIx64, value->value);
        return value->known;
}

bool diff_field_truth(const DiffField *field, const DiffObject *object, Text *ret) {
        const Truth *truth = member(object->data, field->offset);

        text_add(ret, truth_to_string(*truth));
        return true;
}

bool diff_field_facts_truth(const DiffField *field, const DiffObject *object, Text *ret) {
        const Truth *truth = member(object->facts, field->offset);

        text_add(ret, truth_to_string(*truth));
        return true;
}
