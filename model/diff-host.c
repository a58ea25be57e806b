/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What hosts are compared in. */

#include <errno.h>

#include "model/diff-fields.h"

static bool get_verdict(const DiffField *field _unused_, const DiffObject *object, Text *ret) {
        text_add(ret, verdict_to_string(object->assessment->verdict));
        return true;
}

static const DiffField fields[] = {
        { .name = "kernel", .absent = "unknown", .get = diff_field_text, .offset = offsetof(Host, kernel) },
        { .name = "machine", .absent = "unknown", .get = diff_field_text, .offset = offsetof(Host, machine) },
        { .name = "is_guest", .absent = "unknown", .get = diff_field_truth, .offset = offsetof(Host, is_guest) },
        { .name = "verdict", .absent = "unknown", .get = get_verdict },
};

static int copy_names(const Names *names, Names *ret) {
        for (size_t i = 0; i < names->count; i++)
                if (names_add(ret, names->items[i]) < 0)
                        return -ENOMEM;
        return 1;
}

static int list_boot_options(const DiffObject *object, Names *ret) {
        const Host *host = object->data;

        return host->boot_options_known ? copy_names(&host->boot_options, ret) : 0;
}

static int list_tables(const DiffObject *object, Names *ret) {
        const Host *host = object->data;

        return host->has_acpi != TRUTH_UNKNOWN ? copy_names(&host->firmware_tables, ret) : 0;
}

static int list_parameters(const DiffObject *object, Names *ret) {
        const Host *host = object->data;

        for (size_t i = 0; i < host->n_parameters; i++) {
                const ModuleParameter *parameter = host->parameters + i;
                _cleanup_text_ Text text = TEXT_INIT;

                text_add_format(&text, "%s.%s=%s", parameter->module, parameter->name, parameter->value);
                if (text_error(&text) < 0 || names_add(ret, text_get(&text)) < 0)
                        return -ENOMEM;
        }
        return 1;
}

/* The last of several options that contradict each other wins, so their order matters. */
static const DiffList lists[] = {
        { .name = "boot_options", .get = list_boot_options, .has_order = true },
        { .name = "module_parameters", .get = list_parameters, .has_keys = true },
        { .name = "firmware_tables", .get = list_tables },
};

const DiffTable host_diff_table = { fields, ARRAY_SIZE(fields), lists, ARRAY_SIZE(lists) };
