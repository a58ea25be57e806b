/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/diff-firmware.h"

#include <errno.h>
#include <inttypes.h>

int diff_firmware_add_line(Names *names, Text *line) {
        int r = text_error(line);

        if (r == 0)
                r = names_add(names, text_get(line));
        text_done(line);
        return r;
}

/* "rmrr", or "type 9" */
static void add_type(Text *line, const char *const *words, size_t n_words, unsigned type) {
        if (type < n_words && words[type])
                text_add(line, words[type]);
        else
                text_add_format(line, "type %u", type);
}

static void add_scope(Text *line, const DeviceScope *scope) {
        static const char *const words[] = {
                [SCOPE_ENDPOINT] = "endpoint",
                [SCOPE_BRIDGE] = "bridge",
                [SCOPE_IOAPIC] = "ioapic",
                [SCOPE_HPET] = "hpet",
                [SCOPE_NAMESPACE] = "namespace",
        };

        text_add(line, ", ");
        add_type(line, words, ARRAY_SIZE(words), scope->type);
        if (scope->flags != 0)
                text_add_format(line, " flags 0x%02x", scope->flags);
        if (scope->type >= SCOPE_IOAPIC)
                text_add_format(line, " %u", scope->enumeration_id);
        text_add_format(line, " %02x:", scope->start_bus);
        for (size_t i = 0; i < scope->n_steps; i++)
                text_add_format(line, "%s%02x.%x", i > 0 ? "/" : "", scope->path[i].device,
                                scope->path[i].function);
}

static int list_dmar(const Dmar *dmar, Names *ret) {
        static const char *const words[] = {
                [DMAR_DRHD] = "drhd",
                [DMAR_RMRR] = "rmrr",
                [DMAR_ATSR] = "atsr",
                [DMAR_RHSA] = "rhsa",
                [DMAR_ANDD] = "andd",
                [DMAR_SATC] = "satc",
                [DMAR_SIDP] = "sidp",
        };
        _cleanup_text_ Text line = TEXT_INIT;
        int r;

        text_add_format(&line, "host address width %u, flags 0x%02x", dmar->host_address_bits,
                        dmar->flags);
        r = diff_firmware_add_line(ret, &line);
        for (size_t i = 0; r == 0 && i < dmar->n_structures; i++) {
                const DmarStructure *one = dmar->structures + i;

                add_type(&line, words, ARRAY_SIZE(words), one->type);
                text_add_format(&line, " segment %04x flags 0x%02x", one->segment, one->flags);
                if (one->type == DMAR_DRHD || one->type == DMAR_RMRR || one->type == DMAR_RHSA)
                        text_add_format(&line, " 0x%016" PRIx64, one->base);
                if (one->type == DMAR_DRHD && one->size != 0)
                        text_add_format(&line, " size %u", one->size);
                if (one->type == DMAR_RMRR)
                        text_add_format(&line, "-0x%016" PRIx64, one->limit);
                if (one->type == DMAR_RHSA)
                        text_add_format(&line, " proximity domain %" PRIu32, one->proximity_domain);
                if (one->type == DMAR_ANDD)
                        text_add_format(&line, " namespace %u is %s", one->device_number,
                                        one->name ? one->name : "?");
                for (size_t j = 0; j < one->n_scopes; j++)
                        add_scope(&line, one->scopes + j);
                r = diff_firmware_add_line(ret, &line);
        }
        return r;
}

static void add_entry(Text *line, const IvrsEntry *entry) {
        text_add_format(line, "entry type 0x%02x devices 0x%04x-0x%04x settings 0x%02x",
                        entry->type, entry->first, entry->last, entry->settings);
        if (entry->alias != 0)
                text_add_format(line, " alias 0x%04x", entry->alias);
        if (entry->extended != 0)
                text_add_format(line, " extended 0x%08" PRIx32, entry->extended);
        if (entry->type == IVRS_ENTRY_SPECIAL)
                text_add_format(line, " variety %u handle %u", entry->variety, entry->handle);
        if (entry->type == IVRS_ENTRY_ACPI)
                text_add_format(line, " %s %s uid %u %" PRIu64 " %s", entry->hid, entry->cid,
                                entry->uid_format, entry->uid_number,
                                entry->uid_text ? entry->uid_text : "");
}

/* A line for the block, and one for each of its entries, which name the block that they are in. */
static int list_block(const IvrsBlock *block, Names *ret) {
        _cleanup_text_ Text line = TEXT_INIT;
        int r;

        text_add_format(&line, "block type 0x%02x device 0x%04x segment %04x flags 0x%02x",
                        block->type, block->device_id, block->segment, block->flags);
        if (ivrs_is_memory(block))
                text_add_format(&line, " to 0x%04x memory 0x%016" PRIx64 " of 0x%" PRIx64 " bytes",
                                block->last_id, block->start, block->bytes);
        else
                text_add_format(&line,
                                " base 0x%016" PRIx64
                                " capability 0x%x info 0x%04x features 0x%08" PRIx32
                                " efr 0x%" PRIx64 " efr2 0x%" PRIx64,
                                block->base, block->capability, block->info, block->features,
                                block->efr, block->efr2);
        r = diff_firmware_add_line(ret, &line);
        for (size_t i = 0; r == 0 && i < block->n_entries; i++) {
                text_add_format(&line, "block type 0x%02x device 0x%04x ", block->type,
                                block->device_id);
                add_entry(&line, block->entries + i);
                r = diff_firmware_add_line(ret, &line);
        }
        return r;
}

static int list_ivrs(const Ivrs *ivrs, Names *ret) {
        _cleanup_text_ Text line = TEXT_INIT;
        int r;

        text_add_format(&line, "info 0x%08" PRIx32, ivrs->info);
        r = diff_firmware_add_line(ret, &line);
        for (size_t i = 0; r == 0 && i < ivrs->n_blocks; i++)
                r = list_block(ivrs->blocks + i, ret);
        return r;
}

/* What a node refers to goes by its base or its function, not by its offset. */
static void add_viot_output(Text *line, const Viot *viot, uint16_t output) {
        for (size_t i = 0; i < viot->n_nodes; i++)
                if (viot->nodes[i].offset == output) {
                        text_add_format(line, " to type %u %04x:%04x 0x%" PRIx64,
                                        viot->nodes[i].type, viot->nodes[i].segment_first,
                                        viot->nodes[i].function_first, viot->nodes[i].base);
                        return;
                }
        text_add(line, output != 0 ? " to nothing" : "");
}

static int list_viot(const Viot *viot, Names *ret) {
        for (size_t i = 0; i < viot->n_nodes; i++) {
                const ViotNode *node = viot->nodes + i;
                _cleanup_text_ Text line = TEXT_INIT;
                int r;

                text_add_format(&line,
                                "node type %u endpoint 0x%" PRIx32
                                " segments %04x-%04x functions 0x%04x-0x%04x"
                                " base 0x%" PRIx64,
                                node->type, node->endpoint, node->segment_first, node->segment_last,
                                node->function_first, node->function_last, node->base);
                add_viot_output(&line, viot, node->output);
                r = diff_firmware_add_line(ret, &line);
                if (r < 0)
                        return r;
        }
        return 0;
}

static int list_content(const FirmwareTable *table, Names *ret) {
        switch (table->kind) {
        case FIRMWARE_DMAR:
                return list_dmar(&table->dmar, ret);
        case FIRMWARE_IVRS:
                return list_ivrs(&table->ivrs, ret);
        case FIRMWARE_IORT:
                return diff_firmware_list_iort(&table->iort, ret);
        case FIRMWARE_VIOT:
                return list_viot(&table->viot, ret);
        default:
                return 0;
        }
}

int diff_firmware_list(const FirmwareTable *table, Names *ret) {
        _cleanup_text_ Text line = TEXT_INIT;
        int r;

        text_add_format(&line,
                        "header revision %u oem %s %s 0x%" PRIx32 " creator %s 0x%" PRIx32
                        " checksum %s",
                        table->revision, table->oem_id, table->oem_table_id, table->oem_revision,
                        table->creator_id, table->creator_revision,
                        table->checksum_ok == TRUTH_NO ? "wrong"
                                                       : truth_to_string(table->checksum_ok));
        r = diff_firmware_add_line(ret, &line);
        return r == 0 ? list_content(table, ret) : r;
}
