/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The DMAR joined: device_lookup_iommu(), drivers/iommu/intel/iommu.c, Linux 7.2. */

#include <errno.h>

#include "analysis/firmware-scope.h"
#include "analysis/firmware-work.h"
#include "model/snapshot-link.h"

/* A bit for each segment of which a scope could not be looked up. */
typedef struct Segments {
        uint8_t bits[(UINT16_MAX + 1) / 8];
} Segments;

static bool is_marked(const Segments *segments, uint16_t segment) {
        return segments->bits[segment / 8] & 1U << segment % 8;
}

static void claim_scopes(FirmwareWork *work, const DmarStructure *drhd, size_t unit, Segments *unclear) {
        bool may_have_more = false;

        for (size_t i = 0; i < drhd->n_scopes; i++) {
                ScopeDevices devices = firmware_scope_find(work, drhd->segment, drhd->scopes + i);

                firmware_work_claim(work, devices.self, unit);
                firmware_work_claim(work, devices.below, unit);
                if (!devices.is_known)
                        unclear->bits[drhd->segment / 8] |= (uint8_t) (1U << drhd->segment % 8);
                may_have_more = may_have_more || !devices.is_known || drhd->scopes[i].type == SCOPE_NAMESPACE;
        }
        if (may_have_more && work->facts->units[unit].has_device == TRUTH_NO)
                work->facts->units[unit].has_device = TRUTH_UNKNOWN;
}

static int add_units(FirmwareWork *work, const Dmar *dmar, Segments *unclear) {
        for (size_t i = 0; i < dmar->n_structures; i++) {
                const DmarStructure *drhd = dmar->structures + i;
                FirmwareUnit *unit;

                if (drhd->type != DMAR_DRHD)
                        continue;
                unit = firmware_work_add_unit(work, i, drhd->offset);
                if (!unit)
                        return -ENOMEM;
                unit->segment = number(drhd->segment);
                unit->base = number(drhd->base);
                unit->takes_rest = drhd->flags & DRHD_INCLUDE_PCI_ALL;
                unit->unit = firmware_work_find_address(work, drhd->base);
                claim_scopes(work, drhd, work->facts->n_units - 1, unclear);
        }
        return 0;
}

/* What no scope names. Where one could not be looked up, what is left may be behind that one's unit. */
static void claim_rest(FirmwareWork *work, FirmwareUnit *unit, const Segments *unclear) {
        FirmwareSpan span = firmware_work_find_span(work, (uint32_t) unit->segment.value, 0, UINT16_MAX);
        size_t index = (size_t) (unit - work->facts->units);

        if (!firmware_work_spend(work, span.count))
                return;
        for (size_t i = span.first; i < span.first + span.count; i++) {
                if (work->facts->device_units[i] != NO_INDEX)
                        continue;
                if (is_marked(unclear, (uint16_t) unit->segment.value)) {
                        if (unit->has_device == TRUTH_NO)
                                unit->has_device = TRUTH_UNKNOWN;
                        continue;
                }
                work->facts->device_units[i] = index;
                unit->has_device = TRUTH_YES;
        }
}

/* Virtual functions are in no scope; they go with their physical function. */
static void follow_physical_functions(FirmwareWork *work) {
        const Snapshot *snapshot = work->snapshot;

        for (size_t i = 0; i < work->n_pci; i++) {
                const char *physical = snapshot->devices[i].physical_function;
                size_t found = physical ? snapshot_find_device(snapshot, physical) : NO_INDEX;

                if (found != NO_INDEX)
                        work->facts->device_units[i] = work->facts->device_units[found];
        }
}

static int add_region(FirmwareWork *work, const DmarStructure *rmrr) {
        FirmwareRegion *region;

        if (rmrr->limit < rmrr->base)
                return 0;
        region = firmware_work_add_region(work, rmrr->offset, rmrr->base, rmrr->limit);
        if (!region)
                return -ENOMEM;
        for (size_t i = 0; i < rmrr->n_scopes; i++) {
                ScopeDevices devices = firmware_scope_find(work, rmrr->segment, rmrr->scopes + i);
                int r = firmware_work_add_span(work, region, devices.self);

                if (r == 0)
                        r = firmware_work_add_span(work, region, devices.below);
                if (r < 0)
                        return r;
        }
        return 0;
}

static void set_flags(FirmwareFacts *facts, uint8_t flags) {
        const struct {
                Truth *truth;
                uint8_t flag;
        } rows[] = {
                { &facts->interrupt_remapping, DMAR_INTERRUPT_REMAPPING },
                { &facts->x2apic_opt_out, DMAR_X2APIC_OPT_OUT },
                { &facts->preboot_protection, DMAR_DMA_CONTROL_OPT_IN },
                { &facts->remapping_opt_out, DMAR_REMAPPING_OPT_OUT },
        };

        for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
                *rows[i].truth = flags & rows[i].flag ? TRUTH_YES : TRUTH_NO;
}

int compute_firmware_dmar(FirmwareWork *work) {
        const Dmar *dmar = &firmware_work_table(work)->dmar;
        size_t first = work->facts->n_units;
        Segments unclear = { { 0 } };
        int r;

        set_flags(work->facts, dmar->flags);
        r = add_units(work, dmar, &unclear);
        if (r < 0)
                return r;
        for (size_t i = first; i < work->facts->n_units; i++)
                if (work->facts->units[i].takes_rest)
                        claim_rest(work, work->facts->units + i, &unclear);
        follow_physical_functions(work);
        for (size_t i = 0; i < dmar->n_structures && r == 0; i++)
                if (dmar->structures[i].type == DMAR_RMRR)
                        r = add_region(work, dmar->structures + i);
        return r;
}
