/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/interrupts.h"

#include "analysis/firmware-memory.h"
#include "analysis/host-options.h"

static bool is_switched_off(const Host *host) {
        return find_boot_option(host, "intremap", "off") || has_boot_word(host, "nointremap");
}

static bool is_offered(const Snapshot *snapshot) {
        const FirmwareTable *table = firmware_find_table(snapshot, FIRMWARE_DMAR);

        return !table || (table->dmar.flags & DMAR_INTERRUPT_REMAPPING);
}

static bool has_incapable_unit(const Snapshot *snapshot) {
        for (size_t i = 0; i < snapshot->n_units; i++)
                if (snapshot->units[i].kind == UNIT_INTEL_VTD &&
                                snapshot->units[i].abilities.interrupt_remapping == TRUTH_NO)
                        return true;
        return false;
}

Truth compute_interrupt_remapping(const Snapshot *snapshot, const Unit *unit, const char **ret_reason) {
        bool is_vtd = unit->kind == UNIT_INTEL_VTD;

        *ret_reason = NULL;
        if (unit->abilities.interrupt_remapping == TRUTH_NO)
                *ret_reason = "the unit can't remap interrupts";
        else if ((is_vtd || unit->kind == UNIT_AMD_VI) && is_switched_off(&snapshot->host))
                *ret_reason = "interrupt remapping is off by boot option";
        else if (is_vtd && !is_offered(snapshot))
                *ret_reason = "the firmware doesn't offer interrupt remapping (INTR_REMAP in the DMAR table)";
        else if (is_vtd && has_incapable_unit(snapshot))
                *ret_reason = "another unit can't remap interrupts, and the kernel wants all or none";
        return *ret_reason ? TRUTH_NO : unit->abilities.interrupt_remapping;
}
