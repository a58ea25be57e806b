/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/advice.h"

#include <string.h>

#include "analysis/firmware-memory.h"

static void find_device_mask(const Snapshot *snapshot, const Group *group, WindowAdvice *ret) {
        ret->mask_device = NO_INDEX;
        for (size_t i = 0; i < group->n_devices; i++) {
                const Device *device = snapshot->devices + group->devices[i];

                if (!device->dma_mask_bits.known || device_is_bridge(device))
                        continue;
                if (device_is_bound_to_vfio(device)) {
                        if (ret->mask_device == NO_INDEX)
                                ret->mask_device = group->devices[i];
                } else if (device_has_host_driver(device) &&
                                (!ret->device_mask_bits.known ||
                                                device->dma_mask_bits.value < ret->device_mask_bits.value)) {
                        ret->device_mask_bits = device->dma_mask_bits;
                        ret->mask_device = group->devices[i];
                }
        }
}

/* Firmware can say how much of an address survives on the way: IORT root complexes and named
 * components (IORT, "memory address size limit"), dma-ranges of a devicetree. */
static const char *find_platform_reason(const Snapshot *snapshot, Number bits) {
        const Host *host = &snapshot->host;

        if (bits.known)
                return "address size limit of the root complex in the IORT";
        if (firmware_find_table(snapshot, FIRMWARE_IORT))
                return "the IORT states no limit for these devices";
        for (size_t i = 0; i < host->firmware_tables.count; i++)
                if (strcmp(host->firmware_tables.items[i], "IORT") == 0)
                        return "the IORT may state a limit, and could not be read";
        if (host->devicetree_has_unit == TRUTH_YES)
                return "the devicetree may state a limit (dma-ranges), which was not looked at";
        return NULL;
}

void compute_advice(const Snapshot *snapshot, const Group *group, WindowAdvice *ret) {
        Number bits = firmware_group_address_bits(snapshot, (size_t) (group - snapshot->groups));

        *ret = (WindowAdvice) { .platform_bits = bits, .platform_reason = find_platform_reason(snapshot, bits) };
        find_device_mask(snapshot, group, ret);
}
