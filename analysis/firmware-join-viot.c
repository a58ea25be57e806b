/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The VIOT joined: drivers/acpi/viot.c, Linux 7.2. */

#include <errno.h>

#include "analysis/firmware-work.h"

static int add_units(FirmwareWork *work, const Viot *viot) {
        for (size_t i = 0; i < viot->n_nodes; i++) {
                const ViotNode *node = viot->nodes + i;
                FirmwareUnit *unit;

                if (node->type != VIOT_UNIT_PCI && node->type != VIOT_UNIT_MMIO)
                        continue;
                unit = firmware_work_add_unit(work, i, node->offset);
                if (!unit)
                        return -ENOMEM;
                if (node->type == VIOT_UNIT_PCI) {
                        unit->segment = number(node->segment_first);
                        unit->function = number(node->function_first);
                        unit->unit = firmware_work_find_unit(work, node->segment_first, node->function_first);
                } else {
                        unit->base = number(node->base);
                }
        }
        return 0;
}

/* The range of functions in each of the segments, of those segments that are there. */
static void claim_range(FirmwareWork *work, const ViotNode *node, size_t unit) {
        uint32_t segment = node->segment_first;

        while (segment <= node->segment_last && firmware_work_spend(work, 1)) {
                FirmwareSpan rest = firmware_work_find_span(work, segment, 0, UINT16_MAX);

                firmware_work_claim(work, firmware_work_find_span(work, segment, node->function_first,
                                    node->function_last), unit);
                if (rest.first + rest.count >= work->n_pci)
                        break;
                segment = MAX(segment + 1, work->snapshot->devices[rest.first + rest.count].address.segment);
        }
}

/* A unit that is a PCI function translates for others, not for itself. */
static void release_units(FirmwareWork *work, size_t first) {
        for (size_t i = first; i < work->facts->n_units; i++) {
                const FirmwareUnit *unit = work->facts->units + i;
                size_t own = !unit->function.known ? NO_INDEX
                        : firmware_work_find_function(work, (uint32_t) unit->segment.value,
                                        (uint16_t) unit->function.value);

                if (own != NO_INDEX)
                        work->facts->device_units[own] = NO_INDEX;
        }
}

int compute_firmware_viot(FirmwareWork *work) {
        const Viot *viot = &firmware_work_table(work)->viot;
        size_t first = work->facts->n_units;
        int r;

        r = add_units(work, viot);
        if (r < 0)
                return r;
        for (size_t i = 0; i < viot->n_nodes; i++) {
                const ViotNode *node = viot->nodes + i;
                size_t unit = node->type == VIOT_PCI_RANGE || node->type == VIOT_MMIO_ENDPOINT
                        ? firmware_work_find_offset(work, first, node->output) : NO_INDEX;

                if (unit == NO_INDEX)
                        continue;
                if (node->type == VIOT_PCI_RANGE)
                        claim_range(work, node, unit);
                else if (work->facts->units[unit].has_device == TRUTH_NO)
                        work->facts->units[unit].has_device = TRUTH_UNKNOWN;
        }
        release_units(work, first);
        firmware_work_join_last(work, UNIT_VIRTIO_IOMMU, first);
        return 0;
}
