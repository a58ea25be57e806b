/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/firmware.h"

#include <stdarg.h>
#include <stdio.h>

const char *firmware_kind_to_string(FirmwareKind kind) {
        static const char *const names[] = {
                [FIRMWARE_DMAR] = "DMAR",
                [FIRMWARE_IVRS] = "IVRS",
                [FIRMWARE_IORT] = "IORT",
                [FIRMWARE_VIOT] = "VIOT",
        };

        return names[kind];
}

void firmware_notes_add(
                FirmwareNotes *notes, Severity severity, size_t offset, const char *format, ...) {
        char *text = NULL;
        va_list ap;
        int n;

        if (notes->count >= FIRMWARE_NOTES_MAX) {
                notes->n_dropped++;
                return;
        }
        va_start(ap, format);
        n = vasprintf(&text, format, ap);
        va_end(ap);
        if (n < 0 || !array_grow(&notes->items, &notes->capacity, notes->count, sizeof(*notes->items))) {
                free(n < 0 ? NULL : text);
                notes->failed = true;
                return;
        }
        notes->items[notes->count++] = (FirmwareNote) { offset, severity, text };
}

void firmware_notes_done(FirmwareNotes *notes) {
        for (size_t i = 0; i < notes->count; i++)
                free(notes->items[i].text);
        free(notes->items);
        *notes = (FirmwareNotes) { 0 };
}

void firmware_dmar_done(Dmar *dmar) {
        for (size_t i = 0; i < dmar->n_structures; i++) {
                DmarStructure *structure = dmar->structures + i;

                for (size_t j = 0; j < structure->n_scopes; j++)
                        free(structure->scopes[j].path);
                free(structure->scopes);
                free(structure->name);
        }
        free(dmar->structures);
        *dmar = (Dmar) { 0 };
}

void firmware_ivrs_done(Ivrs *ivrs) {
        for (size_t i = 0; i < ivrs->n_blocks; i++) {
                IvrsBlock *block = ivrs->blocks + i;

                for (size_t j = 0; j < block->n_entries; j++)
                        free(block->entries[j].uid_text);
                free(block->entries);
        }
        free(ivrs->blocks);
        *ivrs = (Ivrs) { 0 };
}

void firmware_iort_done(Iort *iort) {
        for (size_t i = 0; i < iort->n_nodes; i++) {
                IortNode *node = iort->nodes + i;

                if (node->type == IORT_ITS_GROUP)
                        free(node->its.ids);
                else if (node->type == IORT_RMR)
                        free(node->rmr.regions);
                free(node->maps);
                free(node->name);
        }
        free(iort->nodes);
        *iort = (Iort) { 0 };
}

void firmware_viot_done(Viot *viot) {
        free(viot->nodes);
        *viot = (Viot) { 0 };
}

void firmware_table_done(FirmwareTable *table) {
        firmware_notes_done(&table->notes);
        switch (table->kind) {
        case FIRMWARE_DMAR:
                firmware_dmar_done(&table->dmar);
                break;
        case FIRMWARE_IVRS:
                firmware_ivrs_done(&table->ivrs);
                break;
        case FIRMWARE_IORT:
                firmware_iort_done(&table->iort);
                break;
        case FIRMWARE_VIOT:
                firmware_viot_done(&table->viot);
                break;
        case _FIRMWARE_KIND_MAX:
                break;
        }
}
