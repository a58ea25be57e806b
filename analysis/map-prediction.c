/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/map-prediction.h"

#include <errno.h>
#include <string.h>

#include "analysis/assignable.h"
#include "analysis/map-errno.h"
#include "analysis/map-place.h"
#include "analysis/map-step.h"

/* The page sizes of Linux on the architectures that have SMMUs: 4, 16 and 64 KiB. */
#define PAGE_BYTES_MIN 4096ULL
#define PAGE_BYTES_MAX 65536ULL

static void answer_done(MapAnswer *answer) {
        text_done(&answer->reason);
}

/* The kernel hides pages that are smaller than the host's, and needs one size that all units have. Units
 * of which sysfs shows no sizes are taken to support the host's own, which their drivers prefer. */
static void find_page_sizes(MapAttempt *attempt) {
        const Host *host = &attempt->snapshot->host;
        uint64_t shared = UINT64_MAX, least;
        Number page = host->page_bytes.known ? host->page_bytes : attempt->request->page_bytes;

        for (size_t i = 0; i < attempt->group->n_units; i++) {
                size_t unit = attempt->group->units[i];
                UnitKind kind = attempt->snapshot->units[unit].kind;

                if (attempt->assessment->units[unit].page_sizes != 0)
                        shared &= attempt->assessment->units[unit].page_sizes;
                if (kind == UNIT_INTEL_VTD || kind == UNIT_AMD_VI)
                        page = number(PAGE_BYTES_MIN);
        }
        least = shared & -shared;
        attempt->page_bytes = MAX(page.known ? page.value : PAGE_BYTES_MIN, shared == UINT64_MAX ? 1 : least);
        attempt->page_bytes_max = page.known ? attempt->page_bytes : MAX(attempt->page_bytes, PAGE_BYTES_MAX);
}

/* In the kernel's order. */
static const struct {
        MapStep step;
        void (*test)(MapAttempt *attempt, MapAnswer *ret);
} tests[] = {
        { MAP_STEP_ARGUMENTS, map_step_size },
        { MAP_STEP_ARGUMENTS, map_step_wrap },
        { MAP_STEP_ARGUMENTS, map_step_alignment },
        { MAP_STEP_ENTRIES, map_step_entries },
        { MAP_STEP_WINDOWS, map_step_windows },
        { MAP_STEP_PINNING, map_step_memlock },
        { MAP_STEP_PINNING, map_step_address },
};

/* What a failure leaves is the first cause; of doubts, too, the first one counts, but a later certain
 * failure outweighs it. */
static void take_answer(const MapAttempt *attempt, MapStep step, MapAnswer *answer, MapPrediction *prediction, Text *reason) {
        const MapRequest *request = attempt->request;

        prediction->errnos |= answer->errnos;
        if (answer->outcome == MAP_SUCCESS) {
                if (prediction->outcome == MAP_SUCCESS && answer->reason.length > 0)
                        text_add(reason, text_get(&answer->reason));
                return;
        }
        if (answer->outcome == MAP_UNKNOWN && prediction->outcome == MAP_UNKNOWN)
                return;
        prediction->outcome = answer->outcome;
        prediction->step = step;
        prediction->bound = answer->bound;
        prediction->suggestion = (Number) { 0 };
        if (answer->is_about_place)
                prediction->suggestion = find_map_place(
                                attempt->facts, request->size_bytes, attempt->page_bytes_max, request->iova);
        /* The size is at fault, not the place. */
        if (prediction->suggestion.value == request->iova && request->size_bytes % attempt->page_bytes_max == 0)
                prediction->suggestion = (Number) { 0 };
        text_done(reason);
        *reason = answer->reason;
        answer->reason = (Text) TEXT_INIT;
}

static int run_tests(MapAttempt *attempt, MapPrediction *prediction) {
        _cleanup_text_ Text reason = TEXT_INIT;

        prediction->outcome = MAP_SUCCESS;
        prediction->step = MAP_STEP_NONE;
        for (size_t i = 0; i < ARRAY_SIZE(tests) && prediction->outcome != MAP_FAILURE; i++) {
                _cleanup_(answer_done) MapAnswer answer = { .outcome = MAP_SUCCESS };

                tests[i].test(attempt, &answer);
                if (text_error(&answer.reason) < 0)
                        return -ENOMEM;
                take_answer(attempt, tests[i].step, &answer, prediction, &reason);
        }
        return text_finish(&reason, &prediction->reason);
}

static int add_prerequisites(const MapAttempt *attempt, MapPrediction *prediction) {
        const GroupFacts *facts = attempt->facts;
        const char *interrupts = NULL;
        MapPrerequisite *rows = prediction->prerequisites;
        const char *reasons[MAP_PREREQUISITES];

        rows[0].name = "assignable";
        rows[0].met = facts->assignable;
        reasons[0] = facts->assignable_reason;
        rows[1].name = "vfio-driver";
        rows[1].met = has_vfio_driver(attempt->snapshot, attempt->group) ? TRUTH_YES : TRUTH_NO;
        reasons[1] = rows[1].met == TRUTH_NO ? "no member is bound to a VFIO driver" : NULL;
        rows[2].name = "interrupts-isolated";
        rows[2].met = compute_interrupt_isolation(attempt->snapshot, attempt->group, &interrupts);
        reasons[2] = interrupts;
        for (size_t i = 0; i < MAP_PREREQUISITES; i++) {
                rows[i].reason = reasons[i] ? strdup(reasons[i]) : NULL;
                if (reasons[i] && !rows[i].reason)
                        return -ENOMEM;
        }
        return 0;
}

int compute_map_prediction(const Snapshot *snapshot, const Assessment *assessment, size_t group,
                const MapRequest *request, MapPrediction *ret) {
        _cleanup_map_prediction_ MapPrediction prediction = MAP_PREDICTION_INIT;
        MapAttempt attempt = {
                .snapshot = snapshot, .assessment = assessment, .group = snapshot->groups + group,
                .facts = assessment->groups + group, .request = request,
        };
        int r;

        find_page_sizes(&attempt);
        prediction.page_bytes = attempt.page_bytes;
        r = run_tests(&attempt, &prediction);
        if (r == 0)
                r = add_prerequisites(&attempt, &prediction);
        if (r < 0)
                return r;
        if (request->seen_errno.known)
                prediction.seen = compute_map_errno_facts(
                                request, &prediction, (MapErrno) request->seen_errno.value);
        *ret = prediction;
        prediction = (MapPrediction) MAP_PREDICTION_INIT;
        return 0;
}
