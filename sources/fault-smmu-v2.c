/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Faults of an Arm SMMU of version 1 or 2 (drivers/iommu/arm/arm-smmu/arm-smmu.c):
 *   arm-smmu 15000000.iommu: Unhandled context fault: fsr=0x402, iova=0x0, fsynr=0x1, cbfrsynra=0x1900, cb=0
 *   arm-smmu 15000000.iommu: FSR    = 00000402 [Format=2 TF], SID=0x1900       since 6.13
 *   arm-smmu 15000000.iommu: FSYNR0 = 00000001 [S1CBNDX=0 PLVL=1]
 * and faults before a context was found:
 *   arm-smmu 15000000.iommu: Blocked unknown Stream ID 0x6004; boot with ...
 *   arm-smmu 15000000.iommu: Unexpected global fault, this could be serious
 *   arm-smmu 15000000.iommu:     GFSR 0x80000002, GFSYNR0 0x0, GFSYNR1 0x6004, GFSYNR2 0x0
 * Kernels of Qualcomm print "FSR    = 0x40000402 [TF R SS ]" and one register on each line.
 */

#include "sources/fault-match.h"

#include <string.h>

#include "sources/fault-parts.h"

/* arm-smmu.h, Linux 7.2 */
#define FSYNR0_WRITE       0x10
#define FSYNR0_INSTRUCTION 0x40
#define STREAM_MASK        0xffff

/* What has been read; each kind of line belongs to a fault once. */
enum {
        LINE_CONTEXT = 1 << 0,
        LINE_FSR = 1 << 1,
        LINE_FSYNR0 = 1 << 2,
        LINE_FSYNR1 = 1 << 3,
        LINE_GLOBAL = 1 << 4,
        LINE_GFSR = 1 << 5,
};

typedef struct Bit {
        uint64_t mask;
        const char *explanation;
} Bit;

static const Bit context_bits[] = {
        { 0x02, "the address is not mapped" },
        { 0x08, "the address is mapped, but not for this access" },
        { 0x04, "the page's access flag is clear" },
        { 0x10, "the unit failed to read a page table" },
        { 0x20, "the TLB held contradicting translations" },
        { 0x40, "an error while the TLB was locked" },
        { 0x80, "an address too wide for the translation" },
};

static const Bit global_bits[] = {
        { 0x02, "a stream that the unit doesn't know: the device is attached to no domain" },
        { 0x04, "several entries match the stream" },
        { 0x08, "the stream leads to a context that does not exist" },
        { 0x10, "the stream leads to a context that is not set up" },
        { 0x01, "the stream table entry is not as the hardware wants it" },
        { 0x20, "an access to the unit's registers that is not allowed" },
        { 0x40, "the unit failed to read memory" },
        { 0x80, "the access is not allowed" },
};

static const char *find_explanation(const Bit *bits, size_t count, uint64_t value) {
        for (size_t i = 0; i < count; i++)
                if (value & bits[i].mask)
                        return bits[i].explanation;
        return NULL;
}

static bool find_value(Scanner body, const char *key, uint64_t *ret) {
        return scanner_find(&body, key) && scanner_take_hex(&body, ret);
}

static void set_words(Fault *fault, const char *words) {
        if (!*fault->reason)
                memcpy(fault->reason, words, strlen(words) + 1);
}

static void set_status(Fault *fault, uint64_t fsr) {
        fault->reason_code = number(fsr);
        fault->explanation = find_explanation(context_bits, ARRAY_SIZE(context_bits), fsr);
}

static void set_access(Fault *fault, uint64_t fsynr0) {
        fault->access = fsynr0 & FSYNR0_WRITE ? FAULT_ACCESS_WRITE
                        : fsynr0 & FSYNR0_INSTRUCTION ? FAULT_ACCESS_EXECUTE
                                                      : FAULT_ACCESS_READ;
}

static unsigned parse_context(Scanner body, FaultMatch *match) {
        Fault *fault = &match->fault;
        uint64_t value;

        if (!scanner_take(&body, "Unhandled context fault"))
                return 0;
        set_words(fault, "Unhandled context fault");
        match->n_read++;
        if (find_value(body, "fsr=", &value)) {
                set_status(fault, value);
                match->n_read++;
        }
        if (find_value(body, "iova=", &value)) {
                fault->address = number(value);
                match->n_read++;
        }
        if (find_value(body, "fsynr=", &value)) {
                set_access(fault, value);
                match->n_read++;
        }
        if (find_value(body, "cbfrsynra=", &value)) {
                fault->stream = number(value & STREAM_MASK);
                match->n_read++;
        }
        return LINE_CONTEXT;
}

/* The words in brackets, "R" and "W" among them in Qualcomm's kernels; they may be wrapped. */
static void take_flags(Scanner body, Fault *fault) {
        char words[FAULT_REASON_MAX], word[16];
        size_t length = 0;

        if (!scanner_find(&body, "["))
                return;
        for (scanner_skip_blanks(&body); scanner_take_until(&body, " \t\r\n]", word, sizeof(word));
                        scanner_skip_blanks(&body)) {
                if (strcmp(word, "R") == 0)
                        fault->access = FAULT_ACCESS_READ;
                else if (strcmp(word, "W") == 0)
                        fault->access = FAULT_ACCESS_WRITE;
                if (length + strlen(word) + 2 > sizeof(words))
                        return;
                if (length > 0)
                        words[length++] = ' ';
                memcpy(words + length, word, strlen(word));
                length += strlen(word);
        }
        words[length] = '\0';
        set_words(fault, words);
}

/* "KEY   = VALUE", the number of blanks differing. */
static bool take_register(Scanner *body, const char *key, uint64_t *ret) {
        return scanner_take(body, key) && scanner_take(body, " = ") && scanner_take_hex(body, ret);
}

static unsigned parse_fsr(Scanner body, FaultMatch *match) {
        uint64_t value;

        if (!take_register(&body, "FSR", &value))
                return 0;
        set_status(&match->fault, value);
        take_flags(body, &match->fault);
        if (find_value(body, "SID=", &value)) {
                match->fault.stream = number(value);
                match->n_read++;
        }
        match->n_read++;
        return LINE_FSR;
}

static unsigned parse_fsynr(Scanner body, FaultMatch *match) {
        Scanner other = body;
        uint64_t value;

        if (take_register(&body, "FSYNR0", &value)) {
                set_access(&match->fault, value);
                match->n_read++;
                return LINE_FSYNR0;
        }
        if (!take_register(&other, "FSYNR1", &value))
                return 0;
        match->n_read++;
        return LINE_FSYNR1;
}

static unsigned parse_global(Scanner body, FaultMatch *match) {
        Fault *fault = &match->fault;
        uint64_t value;

        if (scanner_take(&body, "Blocked unknown Stream ID ")) {
                set_words(fault, "Blocked unknown Stream ID");
                fault->explanation = global_bits[0].explanation;
                if (scanner_take_hex(&body, &value))
                        fault->stream = number(value);
        } else if (scanner_take(&body, "Unexpected global fault"))
                set_words(fault, "Unexpected global fault");
        else
                return 0;
        match->n_read++;
        return LINE_GLOBAL;
}

static unsigned parse_gfsr(Scanner body, FaultMatch *match) {
        Fault *fault = &match->fault;
        uint64_t value;

        if (!scanner_take(&body, "GFSR ") || !scanner_take_hex(&body, &value))
                return 0;
        fault->reason_code = number(value);
        fault->explanation = find_explanation(global_bits, ARRAY_SIZE(global_bits), value);
        set_words(fault, "global fault");
        match->n_read++;
        /* What the kernel takes for the stream, in the line before (arm_smmu_global_fault()) */
        if (find_value(body, "GFSYNR1 ", &value)) {
                fault->stream = number(value & STREAM_MASK);
                match->n_read++;
        }
        return LINE_GFSR;
}

void parse_smmu_v2_fault(Scanner text, FaultMatch *ret) {
        static unsigned (*const parsers[])(Scanner, FaultMatch *) = {
                parse_context, parse_fsr, parse_fsynr, parse_global, parse_gfsr,
        };
        unsigned seen = 0;
        SmmuLine line;

        ret->fault.driver = UNIT_ARM_SMMU_V2;
        while (parse_smmu_line(&text, &line)) {
                unsigned found = 0;

                if (line.is_v3 || is_other_unit(ret->fault.unit, line.unit))
                        continue;
                scanner_skip_blanks(&line.body);
                for (size_t i = 0; i < ARRAY_SIZE(parsers) && found == 0; i++) {
                        FaultMatch with = *ret;

                        found = parsers[i](line.body, &with);
                        if (found & ~seen)
                                *ret = with;
                }
                if (found & ~seen)
                        memcpy(ret->fault.unit, line.unit, sizeof(line.unit));
                seen |= found;
        }
        if (seen)
                ret->kind = FAULT_MATCH_FOUND;
        /* Alone, these end a fault whose beginning is lost. */
        ret->is_tail = seen && !(seen & (LINE_CONTEXT | LINE_GLOBAL));
}
