/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The VIOT table as text. */

#include <inttypes.h>

#include "report/text-firmware.h"

static void add_node(Text *line, const ViotNode *node) {
        text_add_format(line, "%s ", firmware_word_find(viot_type_words, node->type));
        switch (node->type) {
        case VIOT_PCI_RANGE:
                text_add_format(line, "segment %04x", node->segment_first);
                if (node->segment_last != node->segment_first)
                        text_add_format(line, "-%04x", node->segment_last);
                text_add(line, ", ");
                text_firmware_add_functions(line, node->function_first, node->function_last);
                break;
        case VIOT_UNIT_PCI:
                text_add_format(line, "segment %04x, ", node->segment_first);
                firmware_words_function(line, node->function_first);
                return;
        default:
                text_add_format(line, "0x%016" PRIx64, node->base);
                break;
        }
        if (node->type != VIOT_UNIT_MMIO)
                text_add_format(line, " as endpoints from %u of the unit at 0x%04x", node->endpoint, node->output);
}

int text_firmware_print_viot(const Terminal *terminal, const Viot *viot) {
        _cleanup_text_ Text line = TEXT_INIT;
        int r = 0;

        for (size_t i = 0; r == 0 && i < viot->n_nodes; i++) {
                add_node(&line, viot->nodes + i);
                r = text_firmware_line(terminal, 0, viot->nodes[i].offset, &line);
        }
        return r;
}
