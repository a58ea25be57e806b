/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/check-format.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "cli/verb.h"
#include "report/describe.h"
#include "report/json-builder.h"
#include "report/json-stream.h"
#include "report/terminal.h"

/* Monitoring plug-ins: OK, WARNING, CRITICAL, UNKNOWN (Monitoring Plugins development guidelines). */
enum {
        NAGIOS_OK,
        NAGIOS_WARNING,
        NAGIOS_CRITICAL,
        NAGIOS_UNKNOWN,
};

static size_t count_findings(const View *view, Severity severity) {
        size_t count = 0;

        for (size_t i = 0; i < view->assessment->findings.count; i++)
                count += view->assessment->findings.items[i].severity == severity;
        return count;
}

static const char *describe_result(CheckResult result) {
        static const char *const words[] = {
                [CHECK_OK] = "ok",
                [CHECK_UNKNOWN] = "unknown",
                [CHECK_WARNING] = "warning",
                [CHECK_FAILURE] = "failure",
                [CHECK_NO_IOMMU] = "no-iommu",
        };

        return words[result];
}

static void print_findings(const View *view, Severity threshold) {
        Terminal terminal;

        terminal_init(&terminal, stdout, arg_full);
        for (size_t i = 0; i < view->assessment->findings.count; i++) {
                const Finding *finding = view->assessment->findings.items + i;
                _cleanup_text_ Text line = TEXT_INIT;

                if (finding->severity < threshold)
                        break; /* the most severe stand first */
                text_add_format(&line, "%s: %s: %s [%s]", severity_to_string(finding->severity), finding->subject,
                                finding->summary, finding->id);
                terminal_print_wrapped(&terminal, text_get(&line), 0, 2);
        }
}

static int write_plain(const View *view, Severity threshold, CheckResult result) {
        print_findings(view, threshold);
        if (result == CHECK_OK)
                printf("ok: no %s or worse in %zu unit%s and %zu group%s\n", severity_to_string(threshold),
                                view->snapshot->n_units, view->snapshot->n_units == 1 ? "" : "s", view->snapshot->n_groups,
                                view->snapshot->n_groups == 1 ? "" : "s");
        else if (result == CHECK_NO_IOMMU)
                fputs("no-iommu: there is no unit; iommu-diag report says why\n", stdout);
        else if (result == CHECK_UNKNOWN)
                fputs("unknown: not all sources could be understood; iommu-diag report names them\n", stdout);
        return 0;
}

/* One line below some 80 characters, then performance data: 'label'=value;warn;crit;min;max. */
static int write_nagios(const View *view, Severity threshold, CheckResult result) {
        static const char *const states[] = {
                [CHECK_OK] = "OK",           [CHECK_UNKNOWN] = "UNKNOWN",  [CHECK_WARNING] = "WARNING",
                [CHECK_FAILURE] = "CRITICAL", [CHECK_NO_IOMMU] = "UNKNOWN",
        };
        const Findings *findings = &view->assessment->findings;
        size_t notices = count_findings(view, SEVERITY_NOTICE), warnings = count_findings(view, SEVERITY_WARNING),
               criticals = count_findings(view, SEVERITY_CRITICAL);

        printf("IOMMU %s - ", states[result]);
        if (result == CHECK_OK)
                printf("%zu units, %zu groups", view->snapshot->n_units, view->snapshot->n_groups);
        else if (result == CHECK_UNKNOWN)
                printf("not all sources could be understood");
        else
                printf("%s", findings->count > 0 ? findings->items[0].id : "nothing to check");
        if (result != CHECK_OK && result != CHECK_UNKNOWN && criticals + warnings + notices > 1)
                printf(" and %zu more", criticals + warnings + notices - 1);
        printf(" | 'critical'=%zu;;0;0 'warning'=%zu;0;;0 'notice'=%zu;%s;;0 'units'=%zu 'groups'=%zu 'devices'=%zu\n",
                        criticals, warnings, notices, threshold == SEVERITY_NOTICE ? "0" : "",
                        view->snapshot->n_units, view->snapshot->n_groups, view->snapshot->n_devices);
        print_findings(view, threshold);
        return 0;
}

static int write_json(const View *view, Severity threshold, CheckResult result) {
        JsonBuilder counts = json_builder_new();
        struct json_object *object;
        JsonStream stream;

        for (Severity severity = 0; severity < _SEVERITY_MAX; severity++)
                json_builder_add_number(&counts, severity_to_string(severity), number(count_findings(view, severity)));
        object = json_builder_finish(&counts);
        if (!object)
                return -ENOMEM;
        json_stream_begin(&stream, stdout, arg_json == JSON_PRETTY, "iommu-diag/check/1");
        json_stream_string(&stream, "generated", view->generated);
        json_stream_string(&stream, "result", describe_result(result));
        json_stream_string(&stream, "verdict", verdict_to_string(view->assessment->verdict));
        json_stream_string(&stream, "threshold", severity_to_string(threshold));
        json_stream_member(&stream, "counts", object);
        json_stream_array_begin(&stream, "findings");
        for (size_t i = 0; i < view->assessment->findings.count; i++)
                if (view->assessment->findings.items[i].severity >= threshold)
                        json_stream_element(&stream, describe_finding(view->assessment->findings.items + i));
        json_stream_array_end(&stream);
        return json_stream_end(&stream);
}

static const CheckFormat formats[] = {
        {
                .name = "plain",
                .status = { EXIT_SUCCESS, EXIT_FAILED, EXIT_WARNING, EXIT_FAILURE_FOUND, EXIT_NO_IOMMU },
                .write = write_plain,
        },
        {
                .name = "nagios",
                .status = { NAGIOS_OK, NAGIOS_UNKNOWN, NAGIOS_WARNING, NAGIOS_CRITICAL, NAGIOS_UNKNOWN },
                .unable = NAGIOS_UNKNOWN,
                .write = write_nagios,
        },
        {
                .name = "json",
                .status = { EXIT_SUCCESS, EXIT_FAILED, EXIT_WARNING, EXIT_FAILURE_FOUND, EXIT_NO_IOMMU },
                .write = write_json,
        },
};

const CheckFormat *find_check_format(const char *name) {
        for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
                if (strcmp(formats[i].name, name) == 0)
                        return formats + i;
        return NULL;
}

int check_format_map_status(int status) {
        const char *name = arg_values[VERB_OPTION_FORMAT];
        const CheckFormat *format = name ? find_check_format(name) : NULL;

        if (!format || format->unable == 0 || (status != EXIT_FAILED && status != EXIT_USAGE))
                return status;
        printf("IOMMU UNKNOWN - the check could not be made; see standard error\n");
        return format->unable;
}
