/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* iommu-diag explain map: what the kernel will say, and why. */

#include <string.h>

#include "cli/explain-map.h"
#include "cli/verb.h"

int verb_explain(int argc _unused_, char **args) {
        if (strcmp(args[0], "map") == 0)
                return explain_map();
        return fail(EXIT_FAILED, args[0], "no finding of this id");
}
