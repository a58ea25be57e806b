/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What units are compared in. */

#include "model/diff-fields.h"

static bool get_kind(const DiffField *field _unused_, const DiffObject *object, Text *ret) {
        text_add(ret, unit_kind_to_string(((const Unit *) object->data)->kind));
        return true;
}

static bool get_iova_bits(const DiffField *field _unused_, const DiffObject *object, Text *ret) {
        const UnitFacts *facts = object->facts;

        if (facts->iova_bits > 0)
                text_add_format(ret, "%u", facts->iova_bits);
        return facts->iova_bits > 0;
}

/* "4K 2M 1G" */
static bool get_page_sizes(const DiffField *field _unused_, const DiffObject *object, Text *ret) {
        const UnitFacts *facts = object->facts;

        for (unsigned i = 0; i < 64; i++)
                if (facts->page_sizes >> i & 1) {
                        text_add_format(ret, "%s%u", ret->length > 0 ? " " : "", 1U << i % 10);
                        text_add_char(ret, "BKMGTPE"[i / 10], 1);
                }
        return facts->page_sizes != 0;
}

#define REGISTER(field)                                                                            \
        { .name = "registers." #field, .absent = "unknown", .get = diff_field_hex,                 \
          .offset = offsetof(Unit, field) }
#define FACT(field)                                                                                \
        { .name = #field, .absent = "unknown", .get = diff_field_facts_truth,                      \
          .offset = offsetof(UnitFacts, field) }

static const DiffField fields[] = {
        { .name = "kind", .absent = "unknown", .get = get_kind },
        { .name = "address", .absent = "unknown", .get = diff_field_hex, .offset = offsetof(Unit, address) },
        { .name = "version", .absent = "unknown", .get = diff_field_text, .offset = offsetof(Unit, version) },
        { .name = "parent", .absent = "none", .get = diff_field_text, .offset = offsetof(Unit, parent) },
        REGISTER(cap),
        REGISTER(ecap),
        REGISTER(capability),
        REGISTER(efr),
        REGISTER(efr2),
        { .name = "iova_bits", .absent = "unknown", .get = get_iova_bits },
        { .name = "page_sizes", .absent = "unknown", .get = get_page_sizes },
        FACT(page_walk_coherent),
        FACT(snoop_control),
        FACT(device_tlb),
        FACT(interrupt_remapping),
        { .name = "domains_supported", .absent = "unknown", .get = diff_field_number,
          .offset = offsetof(Unit, domains_supported) },
};

const DiffTable unit_diff_table = { .fields = fields, .n_fields = ARRAY_SIZE(fields) };
