/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/vtd-answers.h"

#include "sources/vtd-registers.h"

#define CAP_CM   (1ULL << 7)
#define ECAP_QI  (1ULL << 1)
#define ECAP_EIM (1ULL << 4)

static const char *yes_no(Truth truth) {
        return truth == TRUTH_YES ? "yes" : "no";
}

/* The widest table that the kernel would choose, before MGAW cuts it; 0 for none. */
static unsigned table_bits(uint64_t cap) {
        for (unsigned n = 3; n >= 1; n--)
                if (cap >> (8 + n) & 1)
                        return 30 + 9 * n;
        return 0;
}

static void add_second_stage(Text *reason, uint64_t cap, const UnitAbilities *abilities) {
        unsigned tables = table_bits(cap), mgaw = (unsigned) (cap >> 16 & 0x3f) + 1;

        if (tables == 0)
                text_add(reason, "no table width of the second stage (SAGAW)");
        else if (mgaw < tables)
                text_add_format(reason, "bounded by MGAW; the widest tables have %u (SAGAW)", tables);
        else if (mgaw > tables)
                text_add_format(reason, "bounded by the widest tables (SAGAW); MGAW allows %u", mgaw);
        else
                text_add(reason, "bounded by the widest tables (SAGAW) and by MGAW alike");
        if (abilities->scalable_mode == TRUTH_YES && abilities->scalable_second_stage == TRUTH_NO)
                text_add(reason, "; in scalable mode there is no second stage (SLTS)");
}

static int add_width(RegisterAnswers *answers, uint64_t cap, const UnitAbilities *abilities) {
        unsigned first = abilities->first_stage_bits, second = abilities->second_stage_bits;
        RegisterAnswer answer = { .key = "iova_bits", .title = "IOVA bits", .form = ANSWER_BITS };
        _cleanup_text_ Text reason = TEXT_INIT;

        if (first > 0 || second > 0)
                answer.bits = number(second > 0 ? second : first);
        add_second_stage(&reason, cap, abilities);
        /* VFIO gets the first stage where Linux 7.2 runs in scalable mode (intel/iommu.c). */
        if (first > 0)
                text_add_format(&reason, "; where the kernel uses the first stage, %u: the lower half of %u",
                                first - 1, first);
        return register_answers_add(answers, &answer, &reason);
}

static int add_page_sizes(RegisterAnswers *answers, const UnitAbilities *abilities) {
        RegisterAnswer answer = { .key = "page_sizes", .title = "page sizes", .form = ANSWER_PAGE_SIZES };
        uint64_t first = abilities->first_stage_page_sizes, second = abilities->second_stage_page_sizes;
        _cleanup_text_ Text reason = TEXT_INIT;

        answer.page_sizes = second != 0 ? second : first;
        if (first == 0 && second == 0)
                text_add(&reason, "no table format that the kernel uses");
        else
                text_add(&reason, second != 0 ? "second stage (SLLPS)" : "first stage (FL1GP)");
        if (first != 0 && second != 0)
                text_add(&reason, first == second ? "; the same in the first stage (FL1GP)"
                                : first > second  ? "; more in the first stage (FL1GP)"
                                                  : "; fewer in the first stage (FL1GP)");
        return register_answers_add(answers, &answer, &reason);
}

/* Which mode the kernel runs in the registers don't say, so the two bits must agree. */
static int add_walk(RegisterAnswers *answers, const UnitAbilities *abilities) {
        Truth legacy = abilities->legacy_walk_coherent, scalable = abilities->scalable_walk_coherent;
        RegisterAnswer answer = {
                .key = "page_walk_coherent",
                .title = "page walks coherent",
                .form = ANSWER_TRUTH,
                .truth = legacy,
        };
        _cleanup_text_ Text reason = TEXT_INIT;

        if (abilities->scalable_mode == TRUTH_YES && legacy != scalable)
                answer.truth = TRUTH_UNKNOWN;
        text_add_format(&reason, "legacy mode: %s (C); ", yes_no(legacy));
        if (abilities->scalable_mode == TRUTH_YES)
                text_add_format(&reason, "scalable mode: %s (SMPWCS)", yes_no(scalable));
        else
                text_add(&reason, "there is no scalable mode (SMTS)");
        if (answer.truth == TRUTH_NO)
                text_add(&reason, "; the kernel flushes its tables from the CPU caches");
        else if (answer.truth == TRUTH_UNKNOWN)
                text_add(&reason, "; it depends on the mode that the kernel runs");
        return register_answers_add(answers, &answer, &reason);
}

/* yes or no by one bit, with a reason for each. */
static int add_bit(RegisterAnswers *answers, const char *key, const char *title, bool is_set,
                const char *if_set, const char *if_clear) {
        return register_answers_add_truth(answers, key, title, is_set ? TRUTH_YES : TRUTH_NO,
                        is_set ? if_set : if_clear);
}

static int add_rest(RegisterAnswers *answers, uint64_t cap, uint64_t ecap, const UnitAbilities *abilities) {
        int r;

        r = add_page_sizes(answers, abilities);
        if (r < 0)
                return r;
        r = add_bit(answers, "queued_invalidation", "queued invalidation", ecap & ECAP_QI,
                        "invalidations are queued in memory (QI)", "only through registers (QI)");
        if (r < 0)
                return r;
        r = add_bit(answers, "caching_mode", "caching mode", cap & CAP_CM,
                        "CM is set: most likely an emulated unit in a virtual machine",
                        "CM is not set, as in real hardware and in some emulated units");
        if (r < 0)
                return r;
        return add_bit(answers, "interrupt_remapping", "interrupt remapping",
                        abilities->interrupt_remapping == TRUTH_YES,
                        ecap & ECAP_EIM ? "IR is set; with x2APIC destinations (EIM)"
                                        : "IR is set; without x2APIC destinations (EIM)",
                        "IR is not set");
}

int decode_vtd_answers(uint64_t cap, uint64_t ecap, RegisterAnswers *answers) {
        UnitAbilities abilities;
        int r;

        decode_vtd_registers(cap, ecap, &abilities);
        r = add_width(answers, cap, &abilities);
        if (r < 0)
                return r;
        r = add_bit(answers, "snoop_control", "snoop control", abilities.snoop_control == TRUTH_YES,
                        "no-snoop requests can be forced to snoop (SC)",
                        "no-snoop requests can't be forced to snoop (SC)");
        if (r < 0)
                return r;
        r = add_bit(answers, "device_tlb", "ATS (device TLB)", abilities.device_tlb == TRUTH_YES,
                        "devices can use ATS: their TLBs are served (DT)",
                        "devices can't use ATS: no device TLB is served (DT)");
        if (r < 0)
                return r;
        r = add_walk(answers, &abilities);
        if (r < 0)
                return r;
        return add_rest(answers, cap, ecap, &abilities);
}
