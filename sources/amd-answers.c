/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/amd-answers.h"

#include "sources/amd-registers.h"

#define EFR_XT   (1ULL << 2)
#define EFR_GA   (1ULL << 7)
#define EFR_HD   (1ULL << 52)

static int add_width(RegisterAnswers *answers, uint64_t efr, const UnitAbilities *abilities) {
        RegisterAnswer answer = { .key = "iova_bits", .title = "IOVA bits", .form = ANSWER_BITS };
        unsigned first = abilities->first_stage_bits, second = abilities->second_stage_bits;
        _cleanup_text_ Text reason = TEXT_INIT;

        if (first > 0 || second > 0)
                answer.bits = number(second > 0 ? second : first);
        if (efr == 0)
                text_add(&reason, "without an extended feature register nothing says it");
        else if (second > 0)
                text_add(&reason, "host tables (HATS); up to Linux 6.12 they grow to 64 whatever HATS "
                                  "says, and Linux 7.2 also heeds the width in the IVRS table");
        else
                text_add(&reason, "no host tables (HATS)");
        if (first > 0)
                text_add_format(&reason, "; guest tables (GATS): %u, of which the kernel uses the lower half",
                                first);
        return register_answers_add(answers, &answer, &reason);
}

static int add_page_sizes(RegisterAnswers *answers, const UnitAbilities *abilities) {
        RegisterAnswer answer = { .key = "page_sizes", .title = "page sizes", .form = ANSWER_PAGE_SIZES };
        uint64_t first = abilities->first_stage_page_sizes, second = abilities->second_stage_page_sizes;
        _cleanup_text_ Text reason = TEXT_INIT;

        answer.page_sizes = second != 0 ? second : first;
        if (second != 0)
                text_add(&reason, "host tables take every power of two but 512 GiB");
        else
                text_add(&reason, first != 0 ? "guest tables" : "no tables that the kernel uses");
        if (first != 0 && second != 0)
                text_add(&reason, "; guest tables take 4 KiB, 2 MiB and 1 GiB");
        return register_answers_add(answers, &answer, &reason);
}

static const char *interrupt_reason(uint64_t efr) {
        if (efr & EFR_XT)
                return "XT is set: with x2APIC destinations";
        return efr & EFR_GA ? "GA is set; without x2APIC destinations (XT)"
                            : "neither XT nor GA is set, and no other bit says it";
}

int decode_amd_answers(uint64_t efr, RegisterAnswers *answers) {
        UnitAbilities abilities;
        Truth has_dirty;
        int r;

        decode_amd_registers((Number) { 0 }, number(efr), &abilities);
        r = add_width(answers, efr, &abilities);
        if (r < 0)
                return r;
        r = register_answers_add_truth(answers, "snoop_control", "snoop control", abilities.snoop_control,
                        "host tables force no-snoop requests to snoop; with guest tables the kernel says "
                        "so too, but nothing in the hardware's tables does it");
        if (r < 0)
                return r;
        r = register_answers_add_truth(answers, "device_tlb", "ATS (device TLB)", abilities.device_tlb,
                        "these registers don't say; bit 24 (IotlbSup) of the unit's PCI capability does");
        if (r < 0)
                return r;
        r = add_page_sizes(answers, &abilities);
        if (r < 0)
                return r;
        r = register_answers_add_truth(answers, "interrupt_remapping", "interrupt remapping",
                        abilities.interrupt_remapping, interrupt_reason(efr));
        if (r < 0)
                return r;
        has_dirty = efr & EFR_HD ? TRUTH_YES : TRUTH_NO;
        return register_answers_add_truth(answers, "dirty_tracking", "dirty tracking", has_dirty,
                        has_dirty == TRUTH_YES ? "dirty bits in host tables (HD)"
                                               : "no dirty bits in host tables (HD)");
}
