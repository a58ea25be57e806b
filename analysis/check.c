/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/check.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define NAMES_SHOWN_MAX 4

_printf_(4, 0) static Finding *add_finding(const Check *check, Assessment *assessment, char *subject, const char *format,
                va_list ap) {
        Finding *finding = findings_add(&assessment->findings);

        if (!finding) {
                free(subject);
                return NULL;
        }
        finding->id = check->id;
        finding->severity = check->severity;
        finding->cause = check->cause;
        finding->cure = check->cure;
        finding->subject = subject;
        if (vasprintf(&finding->summary, format, ap) < 0)
                finding->summary = NULL;
        return finding->subject && finding->summary ? finding : NULL;
}

Finding *check_report(const Check *check, Assessment *assessment, const char *subject,
                const char *format, ...) {
        Finding *finding;
        va_list ap;

        va_start(ap, format);
        finding = add_finding(check, assessment, strdup(subject), format, ap);
        va_end(ap);
        return finding;
}

Finding *check_report_object(const Check *check, Assessment *assessment, const char *prefix,
                const char *name, const char *format, ...) {
        Finding *finding;
        char *subject;
        va_list ap;

        if (asprintf(&subject, "%s/%s", prefix, name) < 0)
                return NULL;
        va_start(ap, format);
        finding = add_finding(check, assessment, subject, format, ap);
        va_end(ap);
        return finding;
}

int check_add_evidence(Finding *finding, const char *value, const char *source_format, ...) {
        _cleanup_free_ char *source = NULL;
        va_list ap;
        int n;

        va_start(ap, source_format);
        n = vasprintf(&source, source_format, ap);
        va_end(ap);
        if (n < 0) {
                source = NULL;
                return -ENOMEM;
        }
        return finding_add_evidence(finding, source, value);
}

void name_list_done(NameList *list) {
        text_done(&list->text);
        list->count = 0;
}

/* How many more there are is known in the end, so the names shown stay as they are till then. */
void name_list_add(NameList *list, const char *name) {
        if (list->count < NAMES_SHOWN_MAX)
                text_add_format(&list->text, "%s%s", list->count > 0 ? ", " : "", name);
        list->count++;
}

const char *name_list_get(NameList *list) {
        if (list->count > NAMES_SHOWN_MAX) {
                text_add_format(&list->text, " and %zu more", list->count - NAMES_SHOWN_MAX);
                list->count = NAMES_SHOWN_MAX;
        }
        return text_get(&list->text);
}
