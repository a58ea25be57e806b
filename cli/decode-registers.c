/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* iommu-diag decode vtd CAP ECAP, decode amd EFR [EFR2], decode smmu FEATURES: registers of any
 * machine, field by field. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/parse.h"
#include "cli/decode.h"
#include "cli/verb.h"
#include "report/describe-registers.h"
#include "report/text-registers.h"
#include "sources/amd-answers.h"
#include "sources/amd-fields.h"
#include "sources/smmu-fields.h"
#include "sources/vtd-answers.h"
#include "sources/vtd-fields.h"

/* max: UINT64_MAX or UINT32_MAX. 0 or the exit status after a message. */
static int parse_register(const char *text, const char *name, uint64_t max, uint64_t *ret) {
        switch (parse_hex(text, max, ret)) {
        case 0:
                return 0;
        case -ERANGE:
                return fail(EXIT_USAGE, text, "%s has more than %u bits", name,
                                max == UINT64_MAX ? 64U : 32U);
        default:
                return fail(EXIT_USAGE, text, "%s is not a hexadecimal number", name);
        }
}

static int print_registers(const char *kind, const RegisterFields *fields, const RegisterAnswers *answers,
                const Names *kernel_names) {
        Terminal terminal;

        if (arg_json != JSON_OFF)
                return finish_output(describe_registers_write(kind, fields, answers, kernel_names,
                                arg_json == JSON_PRETTY, stdout));
        terminal_init(&terminal, stdout, arg_full);
        return finish_output(text_registers_print(&terminal, arg_legend, fields, answers, kernel_names));
}

int decode_vtd(int argc _unused_, char **args) {
        _cleanup_register_fields_ RegisterFields fields = { 0 };
        _cleanup_register_answers_ RegisterAnswers answers = { 0 };
        uint64_t cap, ecap;
        int r;

        r = parse_register(args[0], "CAP", UINT64_MAX, &cap);
        if (r != 0)
                return r;
        r = parse_register(args[1], "ECAP", UINT64_MAX, &ecap);
        if (r != 0)
                return r;
        r = decode_vtd_fields(cap, ecap, &fields);
        if (r == 0)
                r = decode_vtd_answers(cap, ecap, &answers);
        return r < 0 ? finish_output(r) : print_registers("vtd", &fields, &answers, NULL);
}

/* sysfs prints both registers in one attribute, in an order that the text doesn't tell. */
static int parse_amd_register(const char *text, const char *name, uint64_t *ret) {
        if (strchr(text, ':'))
                return fail(EXIT_USAGE, text,
                                "give EFR and EFR2 as two arguments; kernels 6.1 to 6.5 print EFR2 first");
        return parse_register(text, name, UINT64_MAX, ret);
}

int decode_amd(int argc, char **args) {
        _cleanup_register_fields_ RegisterFields fields = { 0 };
        _cleanup_register_answers_ RegisterAnswers answers = { 0 };
        _cleanup_(names_done) Names kernel_names = { 0 };
        Number efr2 = { 0 };
        uint64_t efr;
        int r;

        r = parse_amd_register(args[0], "EFR", &efr);
        if (r != 0)
                return r;
        if (argc > 1) {
                r = parse_amd_register(args[1], "EFR2", &efr2.value);
                if (r != 0)
                        return r;
                efr2.known = true;
        }
        r = decode_amd_fields(efr, efr2, &fields);
        if (r == 0)
                r = decode_amd_answers(efr, &answers);
        if (r == 0)
                r = decode_amd_kernel_names(efr, efr2, &kernel_names);
        return r < 0 ? finish_output(r) : print_registers("amd", &fields, &answers, &kernel_names);
}

int decode_smmu(int argc _unused_, char **args) {
        _cleanup_register_fields_ RegisterFields fields = { 0 };
        _cleanup_register_answers_ RegisterAnswers answers = { 0 };
        uint64_t features;
        int r;

        r = parse_register(args[0], "FEATURES", UINT32_MAX, &features);
        if (r != 0)
                return r;
        r = decode_smmu_fields((uint32_t) features, &fields);
        if (r == 0)
                r = decode_smmu_answers((uint32_t) features, &answers);
        return r < 0 ? finish_output(r) : print_registers("smmu", &fields, &answers, NULL);
}
