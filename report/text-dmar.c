/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The DMAR table as text. */

#include <inttypes.h>

#include "report/size-text.h"
#include "report/text-firmware.h"

static void add_scopes(Text *line, const DmarStructure *structure) {
        for (size_t i = 0; i < structure->n_scopes; i++) {
                const DeviceScope *scope = structure->scopes + i;
                const char *word = firmware_word_find(scope_type_words, scope->type);

                text_add(line, i == 0 ? ": " : ", ");
                if (!word)
                        text_add_format(line, "type-%u ", scope->type);
                else if (scope->type != SCOPE_ENDPOINT)
                        text_add_format(line, "%s ", word);
                if (scope->type >= SCOPE_IOAPIC)
                        text_add_format(line, "%u ", scope->enumeration_id);
                firmware_words_path(line, scope);
        }
}

static void add_structure(Text *line, const DmarStructure *structure) {
        text_add_format(line, "%s ", firmware_word_find(dmar_type_words, structure->type));
        switch (structure->type) {
        case DMAR_DRHD:
                text_add_format(line, "0x%016" PRIx64 " ", structure->base);
                size_text_add_range(line, 0, drhd_bytes(structure) - 1);
                text_add(line, ", ");
                break;
        case DMAR_RMRR:
                text_add_format(line, "0x%016" PRIx64 "-0x%016" PRIx64 ", ", structure->base, structure->limit);
                break;
        case DMAR_RHSA:
                text_add_format(line, "0x%016" PRIx64 ", proximity domain %u", structure->base,
                                structure->proximity_domain);
                return;
        case DMAR_ANDD:
                text_add_format(line, "namespace %u is %s", structure->device_number,
                                firmware_words_name(structure->name));
                return;
        default:
                break;
        }
        text_add_format(line, "segment %04x", structure->segment);
        text_firmware_add_bits(line, firmware_words_of_dmar(structure), structure->flags);
        add_scopes(line, structure);
}

int text_firmware_print_dmar(const Terminal *terminal, const Dmar *dmar) {
        _cleanup_text_ Text line = TEXT_INIT;

        text_add_format(&line, "host address width %u bits", dmar->host_address_bits);
        text_firmware_add_bits(&line, dmar_flag_words, dmar->flags);
        if (text_error(&line) < 0)
                return text_error(&line);
        fputs("  ", terminal->file);
        terminal_print_wrapped(terminal, text_get(&line), 2, 2);
        text_done(&line);
        line = (Text) TEXT_INIT;
        for (size_t i = 0; i < dmar->n_structures; i++) {
                int r;

                add_structure(&line, dmar->structures + i);
                r = text_firmware_line(terminal, 0, dmar->structures[i].offset, &line);
                if (r < 0)
                        return r;
        }
        return 0;
}
