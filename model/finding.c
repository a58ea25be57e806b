/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/finding.h"

#include <errno.h>
#include <string.h>

void findings_done(Findings *findings) {
        for (size_t i = 0; i < findings->count; i++) {
                Finding *finding = findings->items + i;

                for (size_t j = 0; j < finding->n_evidence; j++) {
                        free(finding->evidence[j].source);
                        free(finding->evidence[j].value);
                }
                free(finding->evidence);
                free(finding->subject);
                free(finding->summary);
        }
        free(findings->items);
        *findings = (Findings) FINDINGS_INIT;
}

Finding *findings_add(Findings *findings) {
        if (!array_grow(&findings->items, &findings->capacity, findings->count,
                            sizeof(*findings->items)))
                return NULL;
        return findings->items + findings->count++;
}

int finding_add_evidence(Finding *finding, const char *source, const char *value) {
        _cleanup_free_ char *source_copy = strdup(source), *value_copy = strdup(value);

        if (!source_copy || !value_copy ||
                        !array_grow(&finding->evidence, &finding->evidence_capacity,
                                        finding->n_evidence, sizeof(*finding->evidence)))
                return -ENOMEM;
        finding->evidence[finding->n_evidence++] = (Evidence) {
                .source = TAKE_PTR(source_copy),
                .value = TAKE_PTR(value_copy),
        };
        return 0;
}
