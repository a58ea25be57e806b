/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * judge: what thinking costs beside looking.
 *
 *   judge TREE ROUNDS    scans the tree and analyses it, so many times; decodes tables of 64 KiB
 *
 * Prints one JSON object. Times are CPU times of this process in microseconds, one for each round.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "analysis/analyze.h"
#include "base/parse.h"
#include "sources/acpi-table.h"
#include "sources/root.h"
#include "sources/scan.h"

#define ROUNDS_MAX   100
#define TABLE_BYTES  (64 * 1024)
#define HEADER_BYTES 48
#define DECODES      50 /* one is too short to be measured */

static double cpu_usec(void) {
        struct timespec now;

        (void) clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
        return (double) now.tv_sec * 1e6 + (double) now.tv_nsec / 1e3;
}

static void print_times(const char *name, const double *times, size_t count) {
        printf("\"%s\": [", name);
        for (size_t i = 0; i < count; i++)
                printf("%s%.1f", i > 0 ? ", " : "", times[i]);
        printf("], ");
}

static int measure_scan(const char *tree, size_t rounds) {
        double scans[ROUNDS_MAX], analyses[ROUNDS_MAX];
        size_t n_groups = 0, n_regions = 0, n_findings = 0;

        for (size_t i = 0; i < rounds; i++) {
                _cleanup_assessment_ Assessment *assessment = NULL;
                _cleanup_snapshot_ Snapshot *snapshot = NULL;
                _cleanup_root_ Root *root = NULL;
                _cleanup_text_ Text error = TEXT_INIT;
                double start = cpu_usec(), middle;
                int r;

                r = root_open(tree, &root, &error);
                if (r == 0)
                        r = scan(root, &snapshot);
                middle = cpu_usec();
                if (r == 0)
                        r = analyze(snapshot, &assessment);
                if (r < 0)
                        return r;
                scans[i] = middle - start;
                analyses[i] = cpu_usec() - middle;
                n_groups = snapshot->n_groups;
                n_findings = assessment->findings.count;
                n_regions = 0;
                for (size_t j = 0; j < n_groups; j++)
                        n_regions += snapshot->groups[j].n_reserved;
        }
        printf("\"groups\": %zu, \"regions\": %zu, \"findings\": %zu, ", n_groups, n_regions, n_findings);
        print_times("scan", scans, rounds);
        print_times("analysis", analyses, rounds);
        return 0;
}

static void put(uint8_t *to, uint64_t value, size_t n_bytes) {
        for (size_t i = 0; i < n_bytes; i++)
                to[i] = value >> 8 * i & 0xff;
}

/* Nothing but regions of one device each: the most objects that fit. */
static size_t fill_dmar(uint8_t *table) {
        size_t at = HEADER_BYTES;

        table[36] = 45;
        for (uint64_t i = 0; at + 32 <= TABLE_BYTES; at += 32, i++) {
                put(table + at, 1, 2);
                put(table + at + 2, 32, 2);
                put(table + at + 8, 0x80000000 + i * 0x10000, 8);
                put(table + at + 16, 0x8000ffff + i * 0x10000, 8);
                put(table + at + 24, 0x0801, 2);
                put(table + at + 30, i & 0x1f, 1);
        }
        return at;
}

/* One unit whose entries are ids of four bytes. */
static size_t fill_ivrs(uint8_t *table) {
        size_t at = HEADER_BYTES + 40, end = HEADER_BYTES + 0xfff0;

        table[HEADER_BYTES] = 0x11;
        put(table + HEADER_BYTES + 2, end - HEADER_BYTES, 2);
        put(table + HEADER_BYTES + 4, 2, 2);
        put(table + HEADER_BYTES + 8, 0xfeb80000, 8);
        for (uint64_t i = 1; at + 4 <= end; at += 4, i++) {
                table[at] = 0x02;
                put(table + at + 1, i, 2);
        }
        return end;
}

/* Groups of interrupt translators of one id each. */
static size_t fill_iort(uint8_t *table) {
        size_t at = HEADER_BYTES;
        uint64_t count = 0;

        for (; at + 24 <= TABLE_BYTES; at += 24, count++) {
                put(table + at + 1, 24, 2);
                put(table + at + 16, 1, 4);
                put(table + at + 20, count, 4);
        }
        put(table + 36, count, 4);
        put(table + 40, HEADER_BYTES, 4);
        return at;
}

static size_t fill_viot(uint8_t *table) {
        size_t at = HEADER_BYTES + 16;
        uint64_t count = 1;

        table[HEADER_BYTES] = 3;
        put(table + HEADER_BYTES + 2, 16, 2);
        for (; at + 24 <= TABLE_BYTES; at += 24, count++) {
                table[at] = 1;
                put(table + at + 2, 24, 2);
                put(table + at + 12, count, 2);
                put(table + at + 14, count, 2);
                put(table + at + 16, HEADER_BYTES, 2);
        }
        put(table + 36, count, 2);
        put(table + 38, HEADER_BYTES, 2);
        return at;
}

static int measure_decode(const char *name, size_t (*fill)(uint8_t *table), size_t rounds) {
        static uint8_t table[TABLE_BYTES];
        double times[ROUNDS_MAX];
        uint8_t sum = 0;
        size_t size;

        memset(table, 0, sizeof(table));
        memcpy(table, name, 4);
        size = fill(table);
        put(table + 4, size, 4);
        table[8] = strcmp(name, "IORT") == 0 ? 5 : 1;
        for (size_t i = 0; i < size; i++)
                sum = (uint8_t) (sum + table[i]);
        table[9] = (uint8_t) -sum;
        for (size_t i = 0; i < rounds; i++) {
                double start = cpu_usec();

                for (unsigned j = 0; j < DECODES; j++) {
                        _cleanup_firmware_table_ FirmwareTable decoded = { 0 };
                        int r = decode_acpi_table((Bytes) { table, size }, &decoded);

                        if (r < 0)
                                return r;
                        if (decoded.checksum_ok != TRUTH_YES)
                                return -EBADMSG;
                }
                times[i] = (cpu_usec() - start) / DECODES;
        }
        print_times(name, times, rounds);
        return 0;
}

int main(int argc, char **argv) {
        uint64_t rounds;
        int r;

        if (argc != 3 || parse_unsigned(argv[2], 10, ROUNDS_MAX, &rounds) < 0 || rounds == 0) {
                fprintf(stderr, "Usage: judge TREE ROUNDS   (up to %d)\n", ROUNDS_MAX);
                return 2;
        }
        printf("{");
        r = measure_scan(argv[1], rounds);
        if (r == 0)
                r = measure_decode("DMAR", fill_dmar, rounds);
        if (r == 0)
                r = measure_decode("IVRS", fill_ivrs, rounds);
        if (r == 0)
                r = measure_decode("IORT", fill_iort, rounds);
        if (r == 0)
                r = measure_decode("VIOT", fill_viot, rounds);
        printf("\"rounds\": %" PRIu64 "}\n", rounds);
        if (r < 0)
                fprintf(stderr, "judge: %s: %s\n", argv[1], strerror(-r));
        return r < 0 ? 1 : 0;
}
