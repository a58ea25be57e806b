/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/analyze.h"

#include <errno.h>

#include "analysis/absence.h"
#include "analysis/advice.h"
#include "analysis/assignable.h"
#include "analysis/checks.h"
#include "analysis/coherency.h"
#include "analysis/firmware-join.h"
#include "analysis/firmware-memory.h"
#include "analysis/interrupts.h"
#include "analysis/isolation.h"
#include "analysis/protection.h"
#include "analysis/risky-windows.h"
#include "analysis/unit-facts.h"
#include "analysis/user-address.h"
#include "analysis/windows.h"

/* Stable: of equal severity, the order of the checks stays. */
static void sort_findings(Findings *findings) {
        for (size_t i = 1; i < findings->count; i++)
                for (size_t j = i; j > 0; j--) {
                        Finding *left = findings->items + j - 1, *right = left + 1, swap = *left;

                        if (left->severity >= right->severity)
                                break;
                        *left = *right;
                        *right = swap;
                }
}

/* Worst first. "unknown" when what we saw makes no sense or the units could not be looked at; that
 * an ordinary user may not read everything is no reason to doubt the rest. */
static Verdict compute_verdict(const Snapshot *snapshot, const Assessment *assessment) {
        const char *option;
        Severity worst = assessment->findings.count > 0 ? assessment->findings.items[0].severity
                                                        : SEVERITY_INFO;

        if (worst == SEVERITY_CRITICAL)
                return VERDICT_BROKEN;
        if (find_absence(snapshot, &option) != ABSENCE_NONE)
                return VERDICT_NO_IOMMU;
        if (worst == SEVERITY_WARNING)
                return VERDICT_ATTENTION;
        if (has_doubtful_source(snapshot))
                return VERDICT_UNKNOWN;
        return VERDICT_OK;
}

/* A unit's own facts, and what firmware and the other units make of them. */
static void compute_units(const Snapshot *snapshot, Assessment *assessment) {
        Number amd_virtual_bits = firmware_amd_virtual_bits(snapshot);
        const char *reason;

        for (size_t i = 0; i < snapshot->n_units; i++) {
                const Unit *unit = snapshot->units + i;
                UnitFacts *facts = assessment->units + i;

                *facts = compute_unit_facts(&snapshot->host, unit, amd_virtual_bits);
                facts->interrupt_remapping = compute_interrupt_remapping(snapshot, unit, &reason);
                if (unit->kind == UNIT_ARM_SMMU_V2 || unit->kind == UNIT_ARM_SMMU_V3)
                        facts->page_walk_coherent = firmware_smmu_coherent_override(snapshot, i);
        }
}

int analyze(const Snapshot *snapshot, Assessment **ret) {
        _cleanup_assessment_ Assessment *assessment = assessment_new(snapshot);
        _cleanup_free_ size_t *visited = calloc(MAX(snapshot->n_devices, (size_t) 1), sizeof(*visited));
        int r;

        if (!assessment || !visited)
                return -ENOMEM;
        compute_units(snapshot, assessment);
        for (size_t i = 0; i < snapshot->n_groups; i++) {
                const Group *group = snapshot->groups + i;

                r = compute_windows(assessment->units, group, assessment->groups + i);
                if (r == 0)
                        r = compute_assignable(snapshot, group, assessment->groups + i);
                if (r == 0)
                        r = compute_isolation(snapshot, i, assessment->groups + i);
                if (r == 0)
                        r = compute_risky_windows(snapshot, i, visited, assessment->groups + i);
                if (r < 0)
                        return r;
                compute_advice(snapshot, group, &assessment->groups[i].advice);
                compute_user_addresses(snapshot, group, assessment->groups + i);
        }
        compute_coherency(snapshot, assessment);
        compute_protection(snapshot, assessment);
        r = compute_firmware(snapshot, &assessment->firmware);
        if (r == 0)
                r = checks_run(snapshot, assessment);
        if (r < 0)
                return r;
        sort_findings(&assessment->findings);
        assessment->verdict = compute_verdict(snapshot, assessment);
        *ret = TAKE_PTR(assessment);
        return 0;
}
