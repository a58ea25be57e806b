/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/attributes.h"

#include <errno.h>
#include <string.h>

#include "base/parse.h"
#include "sources/source-note.h"

static int store_string(const char *text, char **field) {
        /* sysfs prints a NULL string with %s (drivers/pci/pci-sysfs.c, driver_override). */
        if (!*text || strcmp(text, "(null)") == 0)
                return 0;
        *field = strdup(text);
        return *field ? 0 : -ENOMEM;
}

static int store_number(const Attribute *attribute, const char *text, Number *field) {
        uint64_t value;
        int r;

        if (attribute->form == ATTRIBUTE_DECIMAL_OR_NEGATIVE && text[0] == '-') {
                int64_t negative;

                return parse_signed(text, &negative);
        }
        if (attribute->form == ATTRIBUTE_HEX)
                r = parse_unsigned(text, 16, attribute->max, &value);
        else if (attribute->form == ATTRIBUTE_HEX_PREFIXED)
                r = parse_hex_prefixed(text, attribute->max, &value);
        else
                r = parse_unsigned(text, 10, attribute->max, &value);
        if (r == 0)
                *field = number(value);
        return r;
}

static const char *describe_form(const Attribute *attribute, int error) {
        if (error == -ERANGE)
                return "a number out of range";
        if (attribute->form == ATTRIBUTE_HEX_PREFIXED)
                return "not a hexadecimal number with 0x";
        return attribute->form == ATTRIBUTE_HEX ? "not a hexadecimal number" : "not a decimal number";
}

static int read_attribute(RootDir *dir, const Attribute *attribute, void *object, Snapshot *snapshot) {
        char text[ATTRIBUTE_MAX_BYTES + 1];
        void *field = (char *) object + attribute->offset;
        int r;

        r = root_read_text(dir, attribute->name, NULL, text, sizeof(text));
        if (r == -ENOENT && !attribute->is_required)
                return 0;
        if (r < 0)
                return source_note(snapshot, dir, attribute->name, r);
        if (attribute->form == ATTRIBUTE_STRING)
                return store_string(text, field);
        r = store_number(attribute, text, field);
        if (r < 0)
                return source_note_malformed(snapshot, dir, attribute->name, describe_form(attribute, r));
        return 0;
}

int read_attributes(RootDir *dir, const Attribute *attributes, size_t count, void *object,
                Snapshot *snapshot) {
        for (size_t i = 0; i < count; i++) {
                int r = read_attribute(dir, attributes + i, object, snapshot);

                if (r < 0)
                        return r;
        }
        return 0;
}

int read_link(RootDir *dir, const char *name, char **ret, Snapshot *snapshot) {
        char target[ROOT_NAME_MAX];
        int r;

        r = root_read_link(dir, name, 0, target);
        if (r == -ENOENT || r == -EINVAL)
                return 0;
        if (r < 0)
                return source_note(snapshot, dir, name, r);
        *ret = strdup(target);
        return *ret ? 0 : -ENOMEM;
}
