/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The IVRS table as text. */

#include <inttypes.h>

#include "report/text-firmware.h"

static void add_entry(Text *line, const IvrsEntry *entry) {
        switch (entry->type) {
        case IVRS_ENTRY_ALL:
                text_add(line, "all devices");
                break;
        case IVRS_ENTRY_SPECIAL:
                if (firmware_word_find(ivrs_variety_words, entry->variety))
                        text_add(line, firmware_word_find(ivrs_variety_words, entry->variety));
                else
                        text_add_format(line, "variety-%u", entry->variety);
                text_add_format(line, " %u ", entry->handle);
                firmware_words_function(line, entry->alias);
                break;
        case IVRS_ENTRY_ACPI:
                firmware_words_function(line, entry->first);
                text_add_format(line, " is %s", entry->hid);
                if (*entry->cid)
                        text_add_format(line, " or %s", entry->cid);
                if (entry->uid_format == 1)
                        text_add_format(line, " %" PRIu64, entry->uid_number);
                else if (entry->uid_text)
                        text_add_format(line, " %s", firmware_words_name(entry->uid_text));
                break;
        default:
                text_firmware_add_functions(line, entry->first, entry->last);
                break;
        }
        if (entry->type == IVRS_ENTRY_ALIAS || entry->type == IVRS_ENTRY_ALIAS_RANGE) {
                text_add(line, " as ");
                firmware_words_function(line, entry->alias);
        }
        if (entry->extended != 0)
                text_add_format(line, ", extended 0x%08x", entry->extended);
        if (entry->settings != 0)
                text_add_format(line, ", settings 0x%02x", entry->settings);
}

static void add_unit(Text *line, const IvrsBlock *block) {
        text_add(line, " ");
        firmware_words_function(line, block->device_id);
        text_add_format(line, " 0x%016" PRIx64 ", segment %04x", block->base, block->segment);
        if (block->type == IVRS_UNIT_10)
                text_add_format(line, ", features 0x%08x", block->features);
        else
                text_add_format(line, ", attributes 0x%08x, EFR 0x%016" PRIx64 ", EFR2 0x%016" PRIx64,
                                block->features, block->efr, block->efr2);
        text_firmware_add_bits(line, ivrs_unit_flag_words, block->flags);
}

static void add_memory(Text *line, const IvrsBlock *block) {
        text_add_format(line, " 0x%016" PRIx64 "-", block->start);
        if (block->bytes > 0)
                text_add_format(line, "0x%016" PRIx64, block->start + (block->bytes - 1));
        text_add_format(line, ", segment %04x", block->segment);
        text_firmware_add_bits(line, ivrs_memory_flag_words, block->flags);
        text_add(line, ": ");
        text_firmware_add_functions(line, block->device_id, block->last_id);
}

static int print_block(const Terminal *terminal, const IvrsBlock *block) {
        _cleanup_text_ Text line = TEXT_INIT;
        int r;

        text_add(&line, firmware_word_find(ivrs_block_words, block->type));
        if (ivrs_is_unit(block))
                add_unit(&line, block);
        else
                add_memory(&line, block);
        r = text_firmware_line(terminal, 0, block->offset, &line);
        for (size_t i = 0; r == 0 && i < block->n_entries; i++) {
                add_entry(&line, block->entries + i);
                r = text_firmware_line(terminal, 1, block->entries[i].offset, &line);
        }
        return r;
}

int text_firmware_print_ivrs(const Terminal *terminal, const Ivrs *ivrs) {
        _cleanup_text_ Text line = TEXT_INIT;
        int r;

        text_add_format(&line, "physical addresses %u bits, virtual addresses %u bits",
                        IVRS_PHYSICAL_BITS(ivrs->info), IVRS_VIRTUAL_BITS(ivrs->info));
        text_firmware_add_bits(&line, ivrs_flag_words,
                        ivrs->info & (IVRS_EFR_SUPPORTED | IVRS_PREBOOT_REMAP | IVRS_HT_ATS_RESERVED));
        r = text_error(&line);
        if (r == 0) {
                fputs("  ", terminal->file);
                terminal_print_wrapped(terminal, text_get(&line), 2, 2);
        }
        for (size_t i = 0; r == 0 && i < ivrs->n_blocks; i++)
                r = print_block(terminal, ivrs->blocks + i);
        return r;
}
