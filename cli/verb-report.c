/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* iommu-diag report: everything, the verdict first. */

#include <stdio.h>

#include "cli/verb.h"
#include "cli/view.h"
#include "report/json-report.h"
#include "report/terminal.h"
#include "report/text-report.h"

int verb_report(int argc _unused_, char **args _unused_) {
        _cleanup_view_ View view = VIEW_INIT;
        Terminal terminal;
        int r;

        r = view_open(&view, NULL);
        if (r != 0)
                return r;
        if (arg_json != JSON_OFF)
                return finish_output(json_report_write(view.snapshot, view.assessment, view.generated,
                                arg_json == JSON_PRETTY, stdout));
        terminal_init(&terminal, stdout, arg_full);
        return finish_output(text_report_print(&terminal, view.snapshot, view.assessment));
}
