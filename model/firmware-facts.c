/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/firmware-facts.h"

void firmware_facts_done(FirmwareFacts *facts) {
        for (size_t i = 0; i < facts->n_regions; i++) {
                free(facts->regions[i].spans);
                free(facts->regions[i].groups);
        }
        free(facts->regions);
        free(facts->units);
        free(facts->device_units);
        *facts = (FirmwareFacts) { 0 };
}

bool firmware_region_has_device(const FirmwareRegion *region, size_t device) {
        for (size_t i = 0; i < region->n_spans; i++)
                if (device >= region->spans[i].first && device - region->spans[i].first < region->spans[i].count)
                        return true;
        return false;
}
