/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* iommu-diag check: is there anything wrong? For timers, hooks and monitoring; the exit status tells. */

#include <stdio.h>
#include <string.h>

#include "cli/check-format.h"
#include "cli/verb.h"
#include "cli/view.h"

static int parse_threshold(const char *word, Severity *ret) {
        static const Severity severities[] = { SEVERITY_NOTICE, SEVERITY_WARNING, SEVERITY_CRITICAL };

        *ret = SEVERITY_WARNING;
        for (size_t i = 0; word && i < ARRAY_SIZE(severities); i++)
                if (strcmp(word, severity_to_string(severities[i])) == 0) {
                        *ret = severities[i];
                        return 0;
                }
        return word ? fail(EXIT_USAGE, "--threshold", "'%s' is not one of notice, warning, critical", word) : 0;
}

/* What counts most comes first. A machine that can't be judged is no healthy one. */
static CheckResult judge(const View *view, Severity threshold) {
        const Findings *findings = &view->assessment->findings;
        Severity worst = findings->count > 0 ? findings->items[0].severity : SEVERITY_INFO;

        if (worst == SEVERITY_CRITICAL)
                return CHECK_FAILURE;
        if (view->assessment->verdict == VERDICT_NO_IOMMU)
                return CHECK_NO_IOMMU;
        if (worst >= threshold)
                return CHECK_WARNING;
        /* Not by the verdict: findings below the threshold may have made it another than "unknown". */
        return has_doubtful_source(view->snapshot) ? CHECK_UNKNOWN : CHECK_OK;
}

int verb_check(int argc _unused_, char **args _unused_) {
        const char *format = arg_values[VERB_OPTION_FORMAT];
        _cleanup_view_ View view = VIEW_INIT;
        const CheckFormat *chosen;
        Severity threshold;
        CheckResult result;
        int r;

        chosen = find_check_format(format ? format : arg_json != JSON_OFF ? "json" : "plain");
        if (!chosen)
                return fail(EXIT_USAGE, "--format", "'%s' is not one of plain, nagios, json", format);
        r = parse_threshold(arg_values[VERB_OPTION_THRESHOLD], &threshold);
        if (r == 0)
                r = view_open(&view, NULL);
        if (r != 0)
                return check_format_map_status(r);
        result = judge(&view, threshold);
        r = finish_output(chosen->write(&view, threshold, result));
        return r != 0 ? check_format_map_status(r) : chosen->status[result];
}
