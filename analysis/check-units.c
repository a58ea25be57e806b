/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/check-units.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

static Truth truth_of_walks(const UnitFacts *facts) {
        return facts->page_walk_coherent;
}

static Truth truth_of_snoop(const UnitFacts *facts) {
        return facts->snoop_control;
}

static Truth truth_of_tlb(const UnitFacts *facts) {
        return facts->device_tlb;
}

static Truth truth_of_interrupts(const UnitFacts *facts) {
        return facts->interrupt_remapping;
}

/* What of two units is known and not the same. */
static void add_differences(const UnitFacts *one, const UnitFacts *other, NameList *ret) {
        static const struct {
                const char *name;
                Truth (*get)(const UnitFacts *facts);
        } rows[] = {
                { "page-walk coherency", truth_of_walks },
                { "snoop control", truth_of_snoop },
                { "ATS", truth_of_tlb },
                { "interrupt remapping", truth_of_interrupts },
        };

        if (one->iova_bits > 0 && other->iova_bits > 0 && one->iova_bits != other->iova_bits)
                name_list_add(ret, "IOVA bits");
        if (one->page_sizes != 0 && other->page_sizes != 0 && one->page_sizes != other->page_sizes)
                name_list_add(ret, "page sizes");
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Truth a = rows[i].get(one), b = rows[i].get(other);

                if (a != TRUTH_UNKNOWN && b != TRUTH_UNKNOWN && a != b)
                        name_list_add(ret, rows[i].name);
        }
}

static int add_register_evidence(const Unit *unit, Finding *finding) {
        _cleanup_text_ Text value = TEXT_INIT;

        if (unit->kind != UNIT_INTEL_VTD)
                return check_add_evidence(finding, unit_kind_to_string(unit->kind), "/sys/class/iommu/%s", unit->name);
        text_add_format(&value, "cap %" PRIx64 ", ecap %" PRIx64, unit->cap.value, unit->ecap.value);
        return check_add_evidence(finding, text_get(&value), "/sys/class/iommu/%s/intel-iommu", unit->name);
}

/* The first unit is what people and programs look at; the first that differs in something is told. */
static int find_differing(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        for (size_t i = 1; i < snapshot->n_units; i++) {
                _cleanup_name_list_ NameList names = NAME_LIST_INIT;
                const Unit *first = snapshot->units, *unit = snapshot->units + i;
                Finding *finding;
                int r;

                add_differences(assessment->units, assessment->units + i, &names);
                if (names.count == 0)
                        continue;
                finding = check_report(check, assessment, "host", "%s doesn't stand for all units: %s differs in %s",
                                first->name, unit->name, name_list_get(&names));
                if (!finding)
                        return -ENOMEM;
                r = add_register_evidence(first, finding);
                return r == 0 ? add_register_evidence(unit, finding) : r;
        }
        return 0;
}

static int find_emulated(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        for (size_t i = 0; i < snapshot->n_units; i++) {
                const Unit *unit = snapshot->units + i;
                bool is_intel = unit->kind == UNIT_INTEL_VTD;
                char value[32];
                Finding *finding;
                int r;

                if (unit->abilities.caching_mode != TRUTH_YES)
                        continue;
                finding = check_report_object(check, assessment, "unit", unit->name, "the unit is an emulated one");
                if (!finding)
                        return -ENOMEM;
                (void) snprintf(value, sizeof(value), "%" PRIx64 " (%s is 1)",
                                is_intel ? unit->cap.value : unit->capability.value, is_intel ? "CM" : "NpCache");
                r = check_add_evidence(finding, value, "/sys/class/iommu/%s/%s", unit->name,
                                is_intel ? "intel-iommu/cap" : "amd-iommu/cap");
                if (r < 0)
                        return r;
        }
        return 0;
}

const Check units_checks[] = {
        {
                .id = "units-differ",
                .severity = SEVERITY_INFO,
                .title = "the first unit doesn't stand for all",
                .cause = "The units of this machine have different abilities; the one of the integrated graphics often has "
                         "less. Advice and programs that look at the first unit only (some versions of SPDK do) get it "
                         "wrong for the other devices.",
                .cure = "Ask for the unit of the device in question: iommu-diag show DEVICE, or the link iommu in its "
                        "directory in sysfs.",
                .find = find_differing,
        },
        {
                .id = "emulated-unit",
                .severity = SEVERITY_INFO,
                .title = "the unit is an emulated one",
                .cause = "The unit caches that nothing is mapped (VT-d CM, AMD NpCache), which only emulated ones do: this is a "
                         "guest. Each map and unmap costs an exit to the hypervisor, and the kernel is strict.",
                .cure = "Nothing. Results of self-tests speak of the emulation, and not of the host's hardware.",
                .find = find_emulated,
        },
};

const size_t n_units_checks = ARRAY_SIZE(units_checks);
