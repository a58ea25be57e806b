/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/firmware-work.h"

#include <errno.h>

static uint64_t function_key(uint32_t segment, uint16_t function) {
        return (uint64_t) segment << 16 | function;
}

static uint64_t device_key(const Device *device) {
        return function_key(device->address.segment, firmware_work_function(device->address));
}

static int compare_keys(const void *a, const void *b) {
        uint64_t left = ((const UnitKey *) a)->key, right = ((const UnitKey *) b)->key;

        return (left > right) - (left < right);
}

/* AMD's units are PCI functions of their own; a virtio-iommu may be named after its function. */
static bool find_unit_function(const Unit *unit, uint64_t *ret_key) {
        PciAddress address;

        if (!(unit->parent && parse_pci_address(unit->parent, &address) == 0) &&
                        parse_pci_address(unit->name, &address) < 0)
                return false;
        *ret_key = function_key(address.segment, firmware_work_function(address));
        return true;
}

static int list_keys(FirmwareWork *work) {
        const Snapshot *snapshot = work->snapshot;

        work->addresses = calloc(snapshot->n_units + 1, sizeof(*work->addresses));
        work->functions = calloc(snapshot->n_units + 1, sizeof(*work->functions));
        if (!work->addresses || !work->functions)
                return -ENOMEM;
        for (size_t i = 0; i < snapshot->n_units; i++) {
                const Unit *unit = snapshot->units + i;
                UnitKey key = { .key = unit->address.value, .unit = i };

                if (unit->address.known)
                        work->addresses[work->n_addresses++] = key;
                if (find_unit_function(unit, &key.key))
                        work->functions[work->n_functions++] = key;
        }
        qsort(work->addresses, work->n_addresses, sizeof(UnitKey), compare_keys);
        qsort(work->functions, work->n_functions, sizeof(UnitKey), compare_keys);
        return 0;
}

static void widen(BusRange *range, uint8_t first, uint8_t last) {
        range->first = range->is_known ? MIN(range->first, first) : first;
        range->last = range->is_known ? MAX(range->last, last) : last;
        range->is_known = true;
}

/* Where a bridge's own registers are unknown, the functions that sit behind it tell. From the last
 * to the first, since those behind a bridge have higher buses and so come later. */
static void find_buses(FirmwareWork *work) {
        const Device *devices = work->snapshot->devices;

        for (size_t i = work->n_pci; i-- > 0;) {
                const BridgeFacts *bridge = &devices[i].capabilities.bridge;
                size_t parent = devices[i].parent;
                BusRange *range = work->buses + i;

                if (bridge->is_known)
                        *range = (BusRange) { .is_known = true, .first = bridge->secondary_bus,
                                .last = bridge->subordinate_bus };
                if (parent >= work->n_pci || devices[parent].address.segment != devices[i].address.segment ||
                                devices[i].address.bus <= devices[parent].address.bus)
                        continue;
                widen(work->buses + parent, devices[i].address.bus, devices[i].address.bus);
                if (range->is_known && range->first > devices[i].address.bus)
                        widen(work->buses + parent, range->first, range->last);
        }
}

int firmware_work_init(FirmwareWork *work, const Snapshot *snapshot, FirmwareFacts *facts) {
        *work = (FirmwareWork) { .snapshot = snapshot, .facts = facts, .budget = FIRMWARE_WORK_BUDGET };
        while (work->n_pci < snapshot->n_devices && snapshot->devices[work->n_pci].is_pci)
                work->n_pci++;
        work->buses = calloc(work->n_pci + 1, sizeof(*work->buses));
        facts->device_units = calloc(snapshot->n_devices + 1, sizeof(*facts->device_units));
        if (!work->buses || !facts->device_units)
                return -ENOMEM;
        for (size_t i = 0; i < snapshot->n_devices; i++)
                facts->device_units[i] = NO_INDEX;
        find_buses(work);
        return list_keys(work);
}

void firmware_work_done(FirmwareWork *work) {
        free(work->buses);
        free(work->addresses);
        free(work->functions);
}

const FirmwareTable *firmware_work_table(const FirmwareWork *work) {
        return work->snapshot->tables + work->table;
}

bool firmware_work_spend(FirmwareWork *work, uint64_t n_devices) {
        if (n_devices > work->budget) {
                work->facts->is_complete = false;
                work->budget = 0;
                return false;
        }
        work->budget -= n_devices;
        return true;
}

/* The first device at or behind the key. */
static size_t find_lower_bound(const FirmwareWork *work, uint64_t key) {
        size_t low = 0, high = work->n_pci;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (device_key(work->snapshot->devices + middle) < key)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

FirmwareSpan firmware_work_find_span(
                const FirmwareWork *work, uint32_t segment, uint16_t first, uint16_t last) {
        size_t begin = find_lower_bound(work, function_key(segment, first));
        size_t end = find_lower_bound(work, function_key(segment, last) + 1);

        return (FirmwareSpan) { .first = begin, .count = end > begin ? end - begin : 0 };
}

size_t firmware_work_find_function(const FirmwareWork *work, uint32_t segment, uint16_t function) {
        FirmwareSpan span = firmware_work_find_span(work, segment, function, function);

        return span.count > 0 ? span.first : NO_INDEX;
}

static size_t find_key(const UnitKey *keys, size_t count, uint64_t key) {
        UnitKey wanted = { .key = key };
        const UnitKey *found = count > 0 ? bsearch(&wanted, keys, count, sizeof(*keys), compare_keys) : NULL;

        return found ? found->unit : NO_INDEX;
}

size_t firmware_work_find_address(const FirmwareWork *work, uint64_t address) {
        return find_key(work->addresses, work->n_addresses, address);
}

size_t firmware_work_find_unit(const FirmwareWork *work, uint32_t segment, uint16_t function) {
        return find_key(work->functions, work->n_functions, function_key(segment, function));
}

/* A table's units stand in the order of their offsets. */
size_t firmware_work_find_offset(const FirmwareWork *work, size_t first, size_t offset) {
        size_t low = first, high = work->facts->n_units;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (work->facts->units[middle].offset == offset)
                        return middle;
                if (work->facts->units[middle].offset < offset)
                        low = middle + 1;
                else
                        high = middle;
        }
        return NO_INDEX;
}

FirmwareUnit *firmware_work_add_unit(FirmwareWork *work, size_t entry, size_t offset) {
        FirmwareFacts *facts = work->facts;
        FirmwareUnit *unit;

        if (!array_grow(&facts->units, &facts->units_capacity, facts->n_units, sizeof(*facts->units)))
                return NULL;
        unit = facts->units + facts->n_units++;
        unit->table = work->table;
        unit->entry = entry;
        unit->offset = offset;
        unit->has_device = TRUTH_NO;
        unit->unit = NO_INDEX;
        return unit;
}

FirmwareRegion *firmware_work_add_region(FirmwareWork *work, size_t offset, Iova first, Iova last) {
        FirmwareFacts *facts = work->facts;
        FirmwareRegion *region;

        if (!array_grow(&facts->regions, &facts->regions_capacity, facts->n_regions, sizeof(*facts->regions)))
                return NULL;
        region = facts->regions + facts->n_regions++;
        region->table = work->table;
        region->offset = offset;
        region->range = (IovaRange) { .first = first, .last = last };
        region->unreserved_group = NO_INDEX;
        return region;
}

static void claim(FirmwareWork *work, FirmwareSpan span, size_t unit, bool is_final) {
        size_t *owners = work->facts->device_units + span.first;

        if (span.count == 0 || !firmware_work_spend(work, span.count))
                return;
        work->facts->units[unit].has_device = TRUTH_YES;
        for (size_t i = 0; i < span.count; i++)
                if (is_final || owners[i] == NO_INDEX)
                        owners[i] = unit;
}

void firmware_work_claim(FirmwareWork *work, FirmwareSpan span, size_t unit) {
        claim(work, span, unit, false);
}

void firmware_work_reclaim(FirmwareWork *work, FirmwareSpan span, size_t unit) {
        claim(work, span, unit, true);
}

int firmware_work_add_span(FirmwareWork *work, FirmwareRegion *region, FirmwareSpan span) {
        if (span.count == 0 || !firmware_work_spend(work, span.count))
                return 0;
        if (!array_grow(&region->spans, &region->spans_capacity, region->n_spans, sizeof(*region->spans)))
                return -ENOMEM;
        region->spans[region->n_spans++] = span;
        region->n_devices += span.count;
        return 0;
}

/* True if nothing in sysfs says where the unit's place in a table is. */
static bool is_nameless(const Unit *unit) {
        uint64_t key;

        return !unit->address.known && !find_unit_function(unit, &key);
}

void firmware_work_join_last(FirmwareWork *work, UnitKind kind, size_t first) {
        size_t left = NO_INDEX, nameless = NO_INDEX, n_left = 0, n_nameless = 0;

        for (size_t i = first; i < work->facts->n_units; i++)
                if (work->facts->units[i].unit == NO_INDEX) {
                        left = i;
                        n_left++;
                }
        for (size_t i = 0; i < work->snapshot->n_units; i++)
                if (work->snapshot->units[i].kind == kind && is_nameless(work->snapshot->units + i)) {
                        nameless = i;
                        n_nameless++;
                }
        if (n_left == 1 && n_nameless == 1)
                work->facts->units[left].unit = nameless;
}
