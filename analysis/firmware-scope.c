/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/firmware-scope.h"

/* False where it can't be told. The index is NO_INDEX where the path leads nowhere. */
static bool find_path(const FirmwareWork *work, uint32_t segment, const DeviceScope *scope, size_t *ret_index) {
        uint8_t bus = scope->start_bus;
        size_t found = NO_INDEX;

        *ret_index = NO_INDEX;
        for (size_t i = 0; i < scope->n_steps; i++) {
                ScopeStep step = scope->path[i];

                if (i > 0 && !work->buses[found].is_known)
                        return !device_is_bridge(work->snapshot->devices + found);
                if (i > 0)
                        bus = work->buses[found].first;
                if (step.device > 31 || step.function > 7 || (i > 0 && bus == 0))
                        return true;
                found = firmware_work_find_function(work, segment,
                                (uint16_t) (bus << 8 | step.device << 3 | step.function));
                if (found == NO_INDEX)
                        return true;
        }
        *ret_index = found;
        return true;
}

ScopeDevices firmware_scope_find(const FirmwareWork *work, uint32_t segment, const DeviceScope *scope) {
        ScopeDevices devices = { .is_known = true };
        size_t index;

        if (scope->type != SCOPE_ENDPOINT && scope->type != SCOPE_BRIDGE)
                return devices;
        devices.is_known = find_path(work, segment, scope, &index);
        if (index == NO_INDEX)
                return devices;
        devices.self = (FirmwareSpan) { .first = index, .count = 1 };
        if (scope->type == SCOPE_BRIDGE && device_is_bridge(work->snapshot->devices + index)) {
                const BusRange *range = work->buses + index;

                devices.is_known = range->is_known;
                /* A bridge that nobody has set up yet has bus 0 behind it, that is: none. */
                if (range->is_known && range->first > work->snapshot->devices[index].address.bus)
                        devices.below = firmware_work_find_span(work, segment, (uint16_t) (range->first << 8),
                                        (uint16_t) (range->last << 8 | 0xff));
        }
        return devices;
}
