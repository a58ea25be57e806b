/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/smmu-fields.h"

#include "sources/register-row.h"

#define FEATURE_ATS       (1U << 5)
#define FEATURE_COHERENCY (1U << 8)
#define FEATURE_TRANS_S1  (1U << 9)
#define FEATURE_TRANS_S2  (1U << 10)
#define FEATURE_RANGE_INV (1U << 15)

static const RegisterRow rows[] = {
        ROW_BIT("2_LVL_STRTAB", 0, "stream tables of two levels", "stream tables of one level only"),
        ROW_BIT("2_LVL_CDTAB", 1, "context descriptor tables of two levels",
                        "context descriptor tables of one level only"),
        ROW_BIT("TT_LE", 2, "page tables can be little-endian", "no little-endian page tables"),
        ROW_BIT("TT_BE", 3, "page tables can be big-endian", "no big-endian page tables"),
        ROW_BIT("PRI", 4, "devices can request pages", "devices can't request pages"),
        ROW_BIT("ATS", 5, "serves device TLBs", "serves no device TLBs, or the kernel has no ATS"),
        ROW_BIT("SEV", 6, "wakes CPUs that wait for a command", "wakes no CPUs that wait for a command"),
        ROW_BIT("MSI", 7, "its own interrupts can be MSIs", "its own interrupts are wires"),
        ROW_BIT("COHERENCY", 8, "its accesses to tables and queues snoop the CPU caches",
                        "its accesses to tables and queues don't snoop the CPU caches"),
        ROW_BIT("TRANS_S1", 9, "first-stage translation", "no first-stage translation"),
        ROW_BIT("TRANS_S2", 10, "second-stage translation", "no second-stage translation"),
        ROW_BIT("STALLS", 11, "can hold a request that faults until it is answered",
                        "can't hold a request that faults"),
        ROW_BIT("HYP", 12, "can translate for a hypervisor (EL2)", "no translation for a hypervisor (EL2)"),
        ROW_BIT("STALL_FORCE", 13, "always holds a request that faults",
                        "needn't hold a request that faults"),
        ROW_BIT("VAX", 14, "input addresses of 52 bits", "no input addresses of 52 bits"),
        ROW_BIT("RANGE_INV", 15, "one command invalidates a range",
                        "one command for each page, or the kernel is too old for the bit"),
        ROW_BIT("BTM", 16, "can take part in the CPUs' TLB invalidations",
                        "TLB invalidations of CPUs are not used"),
        ROW_BIT("SVA", 17, "devices can share the address space of a process",
                        "the kernel shares no process's address space with devices"),
        ROW_BIT("E2H", 18, "translates as the CPUs of a host kernel at EL2 do",
                        "the kernel doesn't let it translate as a host kernel at EL2"),
        ROW_BIT("NESTING", 19, "both stages can be nested for a guest",
                        "the kernel doesn't nest both stages, or is too old for the bit"),
        ROW_BIT("ATTR_TYPES_OVR", 20, "can override the memory type that a device asks for",
                        "can't override memory types, or the kernel is too old for the bit"),
        ROW_BIT("HA", 21, "sets accessed bits in page tables",
                        "no accessed bits, or the kernel is too old for the bit"),
        ROW_BIT("HD", 22, "sets dirty bits in page tables",
                        "no dirty bits, or the kernel is too old for the bit"),
        ROW_BIT("S2FWB", 23, "the second stage can force write-back memory",
                        "the second stage can't force write-back memory, or the kernel is too old for the bit"),
        ROW_BIT("BBML2", 24, "page sizes can change while a mapping is in use",
                        "no change of page sizes in use, or the kernel is too old for the bit"),
        ROW_RESERVED(31, 25),
};

int decode_smmu_fields(uint32_t features, RegisterFields *fields) {
        return register_rows_decode(rows, ARRAY_SIZE(rows), "FEATURES", features, fields);
}

static Truth has(uint32_t features, uint32_t feature) {
        return features & feature ? TRUTH_YES : TRUTH_NO;
}

/* Clear, the bit says nothing unless a higher one shows that the kernel knows it. */
static int add_range_invalidation(RegisterAnswers *answers, uint32_t features) {
        Truth has_range = has(features, FEATURE_RANGE_INV);
        const char *reason = "RANGE_INV is set";

        if (has_range == TRUTH_NO && features > FEATURE_RANGE_INV) {
                reason = "RANGE_INV is clear, and higher bits show that the kernel knows it";
        } else if (has_range == TRUTH_NO) {
                has_range = TRUTH_UNKNOWN;
                reason = "RANGE_INV is clear, but a kernel that is too old to know the bit leaves it clear too";
        }
        return register_answers_add_truth(answers, "range_invalidation", "range invalidation", has_range,
                        reason);
}

int decode_smmu_answers(uint32_t features, RegisterAnswers *answers) {
        static const struct {
                uint32_t feature;
                const char *key, *title, *if_set, *if_clear;
        } questions[] = {
                { FEATURE_COHERENCY, "page_walk_coherent", "page walks coherent",
                  "COHERENCY is set; where firmware and hardware disagree, the kernel follows the firmware",
                  "COHERENCY is clear; where firmware and hardware disagree, the kernel follows the firmware" },
                { FEATURE_ATS, "device_tlb", "ATS (device TLB)",
                  "ATS is set; the root complex and the device must have it too",
                  "ATS is clear: the hardware lacks it, or the kernel was built without it" },
                { FEATURE_TRANS_S1, "first_stage", "first stage", "TRANS_S1 is set", "TRANS_S1 is clear" },
                { FEATURE_TRANS_S2, "second_stage", "second stage", "TRANS_S2 is set", "TRANS_S2 is clear" },
        };

        for (size_t i = 0; i < ARRAY_SIZE(questions); i++) {
                Truth truth = has(features, questions[i].feature);
                int r;

                r = register_answers_add_truth(answers, questions[i].key, questions[i].title, truth,
                                truth == TRUTH_YES ? questions[i].if_set : questions[i].if_clear);
                if (r < 0)
                        return r;
        }
        return add_range_invalidation(answers, features);
}
