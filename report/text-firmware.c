/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/text-firmware.h"

#include <string.h>

#define OFFSET_COLUMNS 8 /* "  0x0000" */

int text_firmware_line(const Terminal *terminal, unsigned depth, size_t offset, Text *line) {
        int r, used;

        r = text_error(line);
        if (r == 0) {
                used = fprintf(terminal->file, "  0x%04zx  %*s", offset, (int) depth * 2, "");
                terminal_print_wrapped(terminal, text_get(line), used < 0 ? 0 : (size_t) used,
                                OFFSET_COLUMNS + 4 + (size_t) depth * 2);
        }
        text_done(line);
        *line = (Text) TEXT_INIT;
        return r;
}

void text_firmware_add_bits(Text *text, const FirmwareWord *words, uint32_t bits) {
        if (bits != 0)
                text_add(text, ", ");
        firmware_words_add(text, words, bits);
}

void text_firmware_add_functions(Text *text, uint16_t first, uint16_t last) {
        firmware_words_function(text, first);
        if (last != first) {
                text_add(text, "-");
                firmware_words_function(text, last);
        }
}

static int print_header(const Terminal *terminal, const FirmwareTable *table, const char *file) {
        static const char *const checksums[] = {
                [TRUTH_UNKNOWN] = "checksum unknown", [TRUTH_NO] = "checksum wrong", [TRUTH_YES] = "checksum ok",
        };
        _cleanup_text_ Text line = TEXT_INIT;

        fprintf(terminal->file, "%s%s%s ", terminal_bold(terminal), firmware_kind_to_string(table->kind),
                        terminal_reset(terminal));
        terminal_print_wrapped(terminal, file, 5, 5);
        text_add_format(&line, "%u bytes, revision %u, %s, OEM %s %s 0x%x, creator %s 0x%x", table->length,
                        table->revision, checksums[table->checksum_ok], table->oem_id, table->oem_table_id,
                        table->oem_revision, table->creator_id, table->creator_revision);
        fputs("  ", terminal->file);
        terminal_print_wrapped(terminal, text_get(&line), 2, 2);
        return text_error(&line);
}

static void print_notes(const Terminal *terminal, const FirmwareNotes *notes) {
        if (notes->count > 0)
                fputs("  Notes:\n", terminal->file);
        for (size_t i = 0; i < notes->count; i++) {
                const FirmwareNote *note = notes->items + i;
                const char *severity = severity_to_string(note->severity);
                int used;

                used = fprintf(terminal->file, "  0x%04zx  ", note->offset);
                fprintf(terminal->file, "%s%s%s: ", terminal_severity_colour(terminal, note->severity),
                                severity, terminal_reset(terminal));
                terminal_print_wrapped(terminal, note->text, (size_t) MAX(used, 0) + strlen(severity) + 2,
                                OFFSET_COLUMNS + 4);
        }
        if (notes->n_dropped > 0)
                fprintf(terminal->file, "  and %zu more\n", notes->n_dropped);
}

int text_firmware_print(const Terminal *terminal, const FirmwareTable *table, const char *file) {
        int r;

        r = print_header(terminal, table, file);
        if (r < 0)
                return r;
        switch (table->kind) {
        case FIRMWARE_DMAR:
                r = text_firmware_print_dmar(terminal, &table->dmar);
                break;
        case FIRMWARE_IVRS:
                r = text_firmware_print_ivrs(terminal, &table->ivrs);
                break;
        case FIRMWARE_IORT:
                r = text_firmware_print_iort(terminal, &table->iort);
                break;
        case FIRMWARE_VIOT:
        case _FIRMWARE_KIND_MAX:
                r = text_firmware_print_viot(terminal, &table->viot);
                break;
        }
        if (r == 0)
                print_notes(terminal, &table->notes);
        return r;
}
