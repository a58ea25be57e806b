/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The faults that a FaultLog finds in a text, kept for a test to look at.
 */

#include "sources/fault-log.h"
#include "tests/unit/test.h"

#define MANY 64

typedef struct Found {
        size_t count;
        Fault faults[MANY];
        char texts[MANY][FAULT_TEXT_MAX + 1];
} Found;

static Found found;

static int keep(const Fault *fault, void *userdata) {
        Found *into = userdata;

        assert_true(into->count < MANY);
        assert_true(strlen(fault->text) <= FAULT_TEXT_MAX);
        memcpy(into->texts[into->count], fault->text, strlen(fault->text) + 1);
        into->faults[into->count++] = *fault;
        return 0;
}

/* In pieces of so many bytes, each a block of its own. */
static size_t parse_pieces(const char *text, size_t piece_bytes) {
        static FaultLog log;
        size_t length = strlen(text);

        found.count = 0;
        fault_log_init(&log, keep, &found);
        for (size_t i = 0; i < length; i += piece_bytes) {
                size_t n = MIN(piece_bytes, length - i);
                char *piece = malloc(n);

                assert_non_null(piece);
                memcpy(piece, text + i, n);
                assert_int_equal(parse_fault_log(&log, piece, n), 0);
                free(piece);
        }
        assert_int_equal(fault_log_flush(&log), 0);
        assert_int_equal(fault_log_flush(&log), 0);
        return found.count;
}

static size_t parse(const char *text) {
        return parse_pieces(text, SIZE_MAX / 2);
}
