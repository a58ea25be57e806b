/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Findings and their evidence: owned copies, zeroed places. */

#include "model/finding.h"

#include "tests/unit/test.h"

static void test_evidence_is_copied(void **state) {
        _cleanup_findings_ Findings findings = FINDINGS_INIT;
        char source[] = "/proc/cmdline", value[] = "iommu=pt";

        (void) state;
        for (size_t i = 0; i < 20; i++) {
                Finding *finding = findings_add(&findings);

                assert_non_null(finding);
                assert_null(finding->subject);
                assert_int_equal(finding->n_evidence, 0);
                finding->subject = strdup("host");
                for (size_t j = 0; j < i; j++)
                        assert_int_equal(finding_add_evidence(finding, source, value), 0);
        }
        source[0] = value[0] = 'X';
        assert_int_equal(findings.count, 20);
        assert_int_equal(findings.items[19].n_evidence, 19);
        assert_string_equal(findings.items[19].evidence[18].source, "/proc/cmdline");
        assert_string_equal(findings.items[19].evidence[0].value, "iommu=pt");
        findings_done(&findings);
        assert_int_equal(findings.count, 0);
        assert_null(findings.items);
}

TEST_MAIN(cmocka_unit_test(test_evidence_is_copied))
