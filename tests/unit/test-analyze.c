/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The whole analysis: the verdict, and the table of checks. */

#include "analysis/analyze.h"

#include "analysis/checks.h"
#include "model/snapshot-link.h"
#include "tests/unit/build.h"

static Snapshot *make_snapshot(void) {
        Snapshot *snapshot = snapshot_new(ROOT_LIVE);
        Unit *unit;

        assert_non_null(snapshot);
        snapshot->host.has_class = TRUTH_YES;
        snapshot->host.kernel = copy("6.1.0");
        unit = add_unit(snapshot, "dmar0", UNIT_INTEL_VTD);
        unit->cap = unit->ecap = number(1);
        unit->abilities.second_stage_bits = 48;
        unit->abilities.interrupt_remapping = TRUTH_YES;
        add_region(add_group(snapshot, 0), 0xfee00000, 0xfeefffff, REGION_MSI);
        add_device(snapshot, "0000:00:02.0", "dmar0");
        assert_int_equal(snapshot_link(snapshot), 0);
        return snapshot;
}

static Verdict verdict_of(const Snapshot *snapshot) {
        _cleanup_assessment_ Assessment *assessment = NULL;

        assert_int_equal(analyze(snapshot, &assessment), 0);
        return assessment->verdict;
}

static void test_good_machine(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = make_snapshot();
        _cleanup_assessment_ Assessment *assessment = NULL;

        (void) state;
        assert_int_equal(analyze(snapshot, &assessment), 0);
        assert_int_equal(assessment->verdict, VERDICT_OK);
        assert_int_equal(assessment->findings.count, 0);
        assert_int_equal(assessment->n_units, 1);
        assert_int_equal(assessment->n_groups, 1);
        assert_int_equal(assessment->units[0].iova_bits, 48);
        assert_int_equal(assessment->groups[0].n_windows, 2);
        assert_int_equal(assessment->groups[0].windows[1].range.last, (1ULL << 48) - 1);
        assert_int_equal(assessment->groups[0].assignable, TRUTH_YES);
}

/* A malformed source leaves doubt, an unreadable one does not. */
static void test_notes(void **state) {
        static const struct {
                NoteKind kind;
                Verdict verdict;
        } rows[] = {
                { NOTE_MISSING, VERDICT_OK },
                { NOTE_UNREADABLE, VERDICT_OK },
                { NOTE_MALFORMED, VERDICT_UNKNOWN },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_snapshot_ Snapshot *snapshot = make_snapshot();

                assert_int_equal(snapshot_add_note(snapshot, rows[i].kind, "/sys", "x"), 0);
                assert_int_equal(verdict_of(snapshot), rows[i].verdict);
        }
}

static void test_empty(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        (void) state;
        assert_int_equal(verdict_of(snapshot), VERDICT_UNKNOWN);
}

static void check_row(const Check *check) {
        assert_non_null(check->find);
        assert_row(check->id, *check->id && check->title && check->cause && check->cure);
        assert_row(check->id, strspn(check->id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(check->id));
        assert_row(check->id, check->title[strlen(check->title) - 1] != '.');
        assert_row(check->id, check->cause[strlen(check->cause) - 1] == '.');
        assert_row(check->id, check->cure[strlen(check->cure) - 1] == '.');
        /* The first row with this id. */
        assert_ptr_equal(find_check(check->id), check);
}

static void test_checks_table(void **state) {
        (void) state;
        assert_true(n_check_topics > 0);
        for (size_t i = 0; i < n_check_topics; i++) {
                assert_true(*check_topics[i].n_checks > 0);
                for (size_t j = 0; j < *check_topics[i].n_checks; j++)
                        check_row(check_topics[i].checks + j);
        }
        assert_null(find_check("no-such-check"));
}

TEST_MAIN(cmocka_unit_test(test_good_machine), cmocka_unit_test(test_notes),
          cmocka_unit_test(test_empty), cmocka_unit_test(test_checks_table))
