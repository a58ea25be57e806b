/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/firmware-scope-words.h"

#include "report/firmware-words.h"

#define PARTS_MAX 16

/* A list that says how much it leaves out. */
typedef struct Parts {
        Text *text;
        size_t count;
} Parts;

/* True if there is room for one more, and then a comma is set. */
static bool begin_part(Parts *parts) {
        if (parts->count++ >= PARTS_MAX)
                return false;
        text_add(parts->text, parts->count > 1 ? ", " : "");
        return true;
}

static void add_functions(Parts *parts, uint16_t first, uint16_t last) {
        firmware_words_function(parts->text, first);
        if (last != first) {
                text_add_char(parts->text, '-', 1);
                firmware_words_function(parts->text, last);
        }
}

static void add_drhd(Parts *parts, const DmarStructure *drhd) {
        for (size_t i = 0; i < drhd->n_scopes; i++) {
                const DeviceScope *scope = drhd->scopes + i;
                const char *word = firmware_word_find(scope_type_words, scope->type);

                if (!begin_part(parts))
                        continue;
                if (scope->type != SCOPE_ENDPOINT)
                        text_add_format(parts->text, "%s ", word ? word : "unknown");
                firmware_words_path(parts->text, scope);
        }
        if ((drhd->flags & DRHD_INCLUDE_PCI_ALL) && begin_part(parts))
                text_add_format(parts->text, "all others of segment %04x", drhd->segment);
}

static void add_ivhd(Parts *parts, const IvrsBlock *block) {
        for (size_t i = 0; i < block->n_entries; i++) {
                const IvrsEntry *entry = block->entries + i;

                if (!begin_part(parts))
                        continue;
                if (entry->type == IVRS_ENTRY_SPECIAL) {
                        const char *word = firmware_word_find(ivrs_variety_words, entry->variety);

                        text_add_format(parts->text, "%s %u ", word ? word : "special", entry->handle);
                        firmware_words_function(parts->text, entry->alias);
                } else if (entry->type == IVRS_ENTRY_ACPI) {
                        text_add_format(parts->text, "namespace %s", entry->hid);
                } else {
                        add_functions(parts, entry->first, entry->last);
                }
        }
}

static void add_smmu(Parts *parts, const Iort *iort, const IortNode *smmu) {
        for (size_t i = 0; i < iort->n_nodes; i++) {
                const IortNode *node = iort->nodes + i;

                if (node->type != IORT_ROOT_COMPLEX && node->type != IORT_COMPONENT)
                        continue;
                for (size_t j = 0; j < node->n_maps; j++) {
                        const IortMap *map = node->maps + j;

                        if (map->reference != smmu->offset || !begin_part(parts))
                                continue;
                        if (node->type == IORT_COMPONENT)
                                text_add_format(parts->text, "namespace %s", firmware_words_name(node->name));
                        else
                                text_add_format(parts->text, "segment %04x ids 0x%x-0x%llx", node->device.segment,
                                                map->input, (unsigned long long) map->input + map->count - 1);
                }
        }
}

static void add_virtio(Parts *parts, const Viot *viot, const ViotNode *unit) {
        for (size_t i = 0; i < viot->n_nodes; i++) {
                const ViotNode *node = viot->nodes + i;

                if ((node->type != VIOT_PCI_RANGE && node->type != VIOT_MMIO_ENDPOINT) ||
                                node->output != unit->offset || !begin_part(parts))
                        continue;
                if (node->type == VIOT_MMIO_ENDPOINT) {
                        text_add_format(parts->text, "endpoint %u", node->endpoint);
                        continue;
                }
                text_add_format(parts->text, "segment %04x", node->segment_first);
                if (node->segment_last != node->segment_first)
                        text_add_format(parts->text, "-%04x", node->segment_last);
                text_add_char(parts->text, ' ', 1);
                add_functions(parts, node->function_first, node->function_last);
        }
}

void firmware_scope_words_add(Text *text, const Snapshot *snapshot, const FirmwareUnit *unit) {
        const FirmwareTable *table = snapshot->tables + unit->table;
        Parts parts = { .text = text };

        switch (table->kind) {
        case FIRMWARE_DMAR:
                add_drhd(&parts, table->dmar.structures + unit->entry);
                break;
        case FIRMWARE_IVRS:
                add_ivhd(&parts, table->ivrs.blocks + unit->entry);
                break;
        case FIRMWARE_IORT:
                add_smmu(&parts, &table->iort, table->iort.nodes + unit->entry);
                break;
        case FIRMWARE_VIOT:
        case _FIRMWARE_KIND_MAX:
                add_virtio(&parts, &table->viot, table->viot.nodes + unit->entry);
                break;
        }
        if (parts.count > PARTS_MAX)
                text_add_format(text, " and %zu more", parts.count - PARTS_MAX);
}
