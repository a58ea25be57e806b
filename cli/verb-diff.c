/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* iommu-diag diff A [B]: what changed between two captures or trees, or since one was made. */

#include <stdio.h>

#include "cli/diff-registers.h"
#include "cli/verb.h"
#include "cli/view.h"
#include "model/snapshot-diff.h"
#include "report/diff-json.h"
#include "report/diff-text.h"
#include "report/terminal.h"

int verb_diff(int argc, char **args) {
        _cleanup_view_ View before = VIEW_INIT, after = VIEW_INIT;
        _cleanup_changes_ Changes changes = CHANGES_INIT;
        DiffSide sides[2];
        Terminal terminal;
        int r;

        if (argc == 2 && arg_root)
                return fail(EXIT_USAGE, "--root",
                                "names what a capture is compared with, and so does '%s'", args[1]);
        if (!*args[0] || (argc == 2 && !*args[1]))
                return fail(EXIT_USAGE, "diff", "needs the name of a file or directory");
        r = view_open_root(args[0], &before, NULL);
        if (r == 0)
                r = view_open_root(argc == 2 ? args[1] : arg_root, &after, NULL);
        if (r != 0)
                return r;
        sides[0] = (DiffSide){ before.snapshot, before.assessment };
        sides[1] = (DiffSide){ after.snapshot, after.assessment };
        r = compute_snapshot_diff(sides[0], sides[1], &changes);
        if (r < 0)
                return finish_output(r);
        if (arg_json != JSON_OFF)
                return finish_output(
                                diff_json_write(sides, &changes, arg_json == JSON_PRETTY, stdout));
        terminal_init(&terminal, stdout, arg_full);
        return finish_output(diff_text_print(&terminal, sides, &changes, diff_registers_explain));
}
