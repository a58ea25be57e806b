/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/fold.h"

#include <string.h>

static bool same_text(const char *a, const char *b) {
        return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_number(Number a, Number b) {
        return a.known == b.known && (!a.known || a.value == b.value);
}

/* Devices off PCI have no model to compare. */
static bool same_model(const Device *a, const Device *b) {
        return a->is_pci && b->is_pci && a->vendor.known && a->device.known &&
                        same_number(a->vendor, b->vendor) && same_number(a->device, b->device) &&
                        same_number(a->class, b->class) && same_text(a->driver, b->driver);
}

static bool same_regions(const Group *a, const Group *b) {
        if (a->reserved_known != b->reserved_known || a->n_reserved != b->n_reserved)
                return false;
        for (size_t i = 0; i < a->n_reserved; i++)
                if (a->reserved[i].first != b->reserved[i].first ||
                                a->reserved[i].last != b->reserved[i].last ||
                                a->reserved[i].type != b->reserved[i].type)
                        return false;
        return true;
}

static bool same_group(const Snapshot *snapshot, const Assessment *assessment, size_t i, size_t j) {
        const Group *a = snapshot->groups + i, *b = snapshot->groups + j;

        return a->n_devices == 1 && b->n_devices == 1 && a->type == b->type &&
                        same_text(a->name, b->name) && a->n_units == b->n_units &&
                        (a->n_units == 0 ||
                                        memcmp(a->units, b->units, a->n_units * sizeof(*a->units)) == 0) &&
                        same_regions(a, b) &&
                        assessment->groups[i].assignable == assessment->groups[j].assignable &&
                        assessment->groups[i].n_risky == 0 && assessment->groups[j].n_risky == 0 &&
                        same_model(snapshot->devices + a->devices[0], snapshot->devices + b->devices[0]);
}

size_t fold_groups(const Snapshot *snapshot, const Assessment *assessment, size_t first) {
        size_t n = 1;

        while (first + n < snapshot->n_groups && same_group(snapshot, assessment, first, first + n))
                n++;
        return n >= FOLD_MIN ? n : 1;
}

static bool same_advice(const WindowAdvice *a, const WindowAdvice *b) {
        return same_number(a->device_mask_bits, b->device_mask_bits) &&
                        same_number(a->platform_bits, b->platform_bits) &&
                        same_text(a->platform_reason, b->platform_reason) &&
                        (a->mask_device == NO_INDEX) == (b->mask_device == NO_INDEX);
}

size_t fold_windows(const Snapshot *snapshot, const Assessment *assessment, size_t first) {
        size_t count = fold_groups(snapshot, assessment, first), n = 1;

        while (n < count && same_advice(&assessment->groups[first].advice, &assessment->groups[first + n].advice))
                n++;
        return n >= FOLD_MIN ? n : 1;
}

size_t fold_members(const Snapshot *snapshot, const Group *group, size_t first) {
        const Device *device = snapshot->devices + group->devices[first];
        size_t n = 1;

        while (first + n < group->n_devices &&
                        same_model(device, snapshot->devices + group->devices[first + n]))
                n++;
        return n >= FOLD_MIN ? n : 1;
}
