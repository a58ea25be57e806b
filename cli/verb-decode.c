/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* iommu-diag decode KIND ...: registers, tables and fault lines of any machine, explained. */

#include <string.h>

#include "cli/decode.h"
#include "cli/verb.h"

static const struct {
        const char *name;
        const char *arguments;
        int min_args, max_args; /* -1: any number */
        int (*run)(int argc, char **args);
} kinds[] = {
        { "vtd", "CAP ECAP", 2, 2, decode_vtd },
        { "amd", "EFR [EFR2]", 1, 2, decode_amd },
        { "smmu", "FEATURES", 1, 1, decode_smmu },
        { "acpi", "FILE...", 1, -1, decode_acpi },
        { "log", "[FILE]", 0, 1, decode_log },
};

int verb_decode(int argc, char **args) {
        for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
                if (strcmp(args[0], kinds[i].name) != 0)
                        continue;
                if (argc - 1 < kinds[i].min_args || (kinds[i].max_args >= 0 && argc - 1 > kinds[i].max_args))
                        return fail(EXIT_USAGE, "decode", "%s takes %s", kinds[i].name, kinds[i].arguments);
                return kinds[i].run(argc - 1, args + 1);
        }
        return fail(EXIT_USAGE, args[0], "can't be decoded; vtd, amd, smmu, acpi and log can");
}
