/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Logs: which lines belong together, when they were written, and how much of them is taken. */

#include "base/text.h"
#include "tests/unit/found-faults.h"

#define P   "arm-smmu-v3 fc900000.iommu: "
#define RAW P "event 0x10 received:\n" P "\t0x000001000000a810\n" P "\t0x0000000800000000\n"
#define Q  "arm-smmu 15000000.iommu: "

#define STATUS "DMAR: DRHD: handling fault status reg 3\n"
#define READ(device) "[    1.5] DMAR: [DMA Read NO_PASID] Request device [" device "] fault addr 0x1000 [fault reason 0x06] x\n"
#define OLD "DMAR:[DMA Write] Request device [00:02.0] fault addr 1000\n"
#define REASON "[  1.2] DMAR:[fault reason 05] x\n"
#define FOREIGN "[  1.1] usb 1-1: new device\n"

/* How many faults a log has, and what they became of. */
static void test_sequences(void **state) {
        static const struct {
                const char *text;
                size_t count;
        } rows[] = {
                { READ("00:02.0") READ("00:02.0") READ("00:03.0"), 3 },
                { STATUS READ("00:02.0"), 1 },
                { STATUS FOREIGN READ("00:02.0") READ("00:03.0"), 2 },
                { STATUS STATUS, 2 },
                { READ("00:02.0") STATUS, 2 },
                { STATUS FOREIGN FOREIGN FOREIGN FOREIGN READ("00:02.0"), 2 },
                { STATUS "virtio_iommu virtio3: page fault from EP 8\n", 2 },
                { OLD REASON, 1 },
                { OLD FOREIGN REASON, 1 },
                { OLD FOREIGN FOREIGN FOREIGN REASON, 1 },
                { OLD FOREIGN FOREIGN FOREIGN FOREIGN REASON, 2 },
                { OLD OLD REASON, 2 },
                { OLD REASON REASON, 2 },
                /* A log line is no rest of a wrapped one; prose that says nothing neither. */
                { "DMAR: [DMA Read] Request\n[  1.2] device [00:02.0] fault addr 1\n", 1 },
                { "AMD-Vi: Event logged [\nhello\nIO_PAGE_FAULT device=00:02.0]\n", 0 },
                /* The lines of two units in one another */
                { P "event 0x10 received:\narm-smmu-v3 other: event 0x10 received:\n", 2 },
                { P "event 0x10 received:\narm-smmu-v3 other: event: F_ACCESS client: a sid: 0x1 ssid: 0x0\n", 2 },
                { P "event 0x10 received:\narm-smmu-v3 other: 0x0000010000000010\n", 1 },
                { RAW P "event: F_TRANSLATION client: a sid: 0x1 ssid: 0x0 iova: 0x0 ipa: 0x0\n", 2 },
                { RAW P "event: F_ACCESS client: a sid: 0x100 ssid: 0x0 iova: 0x0 ipa: 0x0\n", 2 },
                { Q "Unexpected global fault, this could be serious\n" Q "Unexpected global fault, this could be serious\n", 2 },
                { Q "FSR = 0x2 [TF R ]\n" Q "FSYNR0 = 0x1\n" Q "FSYNR1 = 0x1\n" Q "FSR = 0x2 [TF R ]\n", 2 },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                assert_row(rows[i].text, parse(rows[i].text) == rows[i].count);
                assert_row(rows[i].text, parse_pieces(rows[i].text, 7) == rows[i].count);
        }
        assert_int_equal(parse("DMAR: [DMA Read] Request\n[  1.2] device [00:02.0] fault addr 1\n"), 1);
        assert_string_equal(found.faults[0].device, "");
        assert_string_equal(found.texts[0], "DMAR: [DMA Read] Request");
        assert_int_equal(parse("DMAR: [DMA Read] Request\nkernel: device [00:02.0] fault addr 1\n"), 1);
        assert_string_equal(found.faults[0].device, "");
        assert_int_equal(parse(P "event 0x10 received:\narm-smmu-v3 other: 0x0000010000000010\n"), 1);
        assert_false(found.faults[0].stream.known);
        /* The record's first word is lost, then the others mean nothing; nor do any behind the names. */
        assert_int_equal(parse(P "event 0x12 received:\n" P "0x0000000c00000000\n" P "0x0000000000000012\n"), 1);
        assert_int_equal(found.faults[0].stream.value, 0);
        assert_int_equal(found.faults[0].access, FAULT_ACCESS_UNKNOWN);
        assert_int_equal(parse(P "event 0x10 received:\n" P "event: F_TRANSLATION client: a sid: 0x1 ssid: 0x3 iova: 0x1\n"
                               P "0x0000000100000010\n" P "0x0000000800000000\n"), 1);
        assert_true(found.faults[0].pasid.known && found.faults[0].has_pasid == TRUTH_YES);
        assert_int_equal(found.faults[0].access, FAULT_ACCESS_UNKNOWN);
        assert_int_equal(parse(OLD FOREIGN REASON), 1);
        assert_int_equal(found.faults[0].reason_code.value, 5);
}

static void test_time(void **state) {
        static const struct {
                const char *prefix, *time;
        } rows[] = {
                { "", "" }, { "kernel: ", "" }, { "[   12.546923] ", "12.546923" }, { "<4>[12807.735222] ", "12807.735222" },
                { "[Fri May  1 09:46:41 2026] ", "Fri May  1 09:46:41 2026" }, { "[May24 14:33] ", "May24 14:33" },
                { "Jan 29 17:21:29 host kernel: [574363.908465] ", "574363.908465" }, { "> Nov  9 01:02:03 host kernel: ", "Nov  9 01:02:03" },
                { "2024-01-16T12:00:00+0100 host kernel: ", "2024-01-16T12:00:00+0100" }, { "20694.938191:   ", "20694.938191" },
                { "<3>[  718.315048][  T803] ", "718.315048" }, { "[abc] [12] ", "" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_text_ Text text = TEXT_INIT;

                text_add_format(&text, "%sDMAR: [DMA Read] Request device [02:00.0] fault addr 1 [fault reason 6] x", rows[i].prefix);
                assert_row(rows[i].prefix, parse(text_get(&text)) == 1);
                assert_row(rows[i].prefix, strcmp(found.faults[0].time, rows[i].time) == 0);
        }
}

/* A device that logs without end, and lines without end, take no more memory than said. */
static void test_bounds(void **state) {
        _cleanup_text_ Text text = TEXT_INIT;

        (void) state;
        text_add(&text, "DMAR: [DMA Read] Request device [02:00.0] fault addr 1 [fault reason 6] ");
        text_add_char(&text, 'x', 100000);
        assert_int_equal(parse(text_get(&text)), 1);
        assert_int_equal(strlen(found.texts[0]), FAULT_LINE_MAX);
        assert_int_equal(strlen(found.faults[0].reason), FAULT_REASON_MAX - 1);
        text_done(&text);
        text = (Text) TEXT_INIT;
        for (unsigned i = 0; i < 5; i++) {
                text_add_format(&text, "arm-smmu-v3 x: %s", i == 0 ? "event 0x10 received:" : "0x0000010000000010");
                text_add_char(&text, ' ', FAULT_LINE_MAX);
                text_add_char(&text, '\n', 1);
        }
        assert_int_equal(parse(text_get(&text)), 1);
        assert_int_equal(strlen(found.texts[0]), 3 * FAULT_LINE_MAX + 2);
        text_done(&text);
        text = (Text) TEXT_INIT;
        text_add(&text, "DMAR: [DMA Read] Request device [02:00.0] fault addr ");
        text_add_char(&text, '1', 40);
        text_add(&text, " [fault reason 6] ");
        text_add_char(&text, 'x', FAULT_REASON_MAX);
        assert_int_equal(parse(text_get(&text)), 1);
        assert_false(found.faults[0].address.known);
        assert_int_equal(strlen(found.faults[0].reason), FAULT_REASON_MAX - 1);
        assert_string_equal(found.faults[0].explanation, "the address is not mapped for reading");
}

static void test_line_ends(void **state) {
        static const char text[] = "DMAR:\xc2\xa0[DMA\xc2\xa0Read] Request device [02:00.0] fault addr 1 [fault reason 6] x \xc2\xa0\t\r\r\n"
                                   "DMAR: DRHD: handling fault status reg 3\0DRHD: handling fault status reg 4\0";
        static FaultLog log;

        (void) state;
        found.count = 0;
        fault_log_init(&log, keep, &found);
        assert_int_equal(parse_fault_log(&log, text, sizeof(text)), 0);
        assert_int_equal(fault_log_flush(&log), 0);
        assert_int_equal(found.count, 3);
        assert_int_equal(found.faults[0].access, FAULT_ACCESS_READ);
        assert_string_equal(found.faults[0].reason, "x");
        assert_true(strchr(found.texts[0], '\t') && !strchr(found.texts[0], '\r'));
        assert_int_equal(found.faults[2].reason_code.value, 4);
}

static int refuse(const Fault *fault, void *userdata) {
        (void) fault;
        (void) userdata;
        return -ENOMEM;
}

static void test_failing_handler(void **state) {
        static FaultLog log;

        (void) state;
        fault_log_init(&log, refuse, NULL);
        assert_int_equal(parse_fault_log(&log, READ("00:02.0"), strlen(READ("00:02.0"))), -ENOMEM);
        fault_log_init(&log, refuse, NULL);
        assert_int_equal(parse_fault_log(&log, STATUS, strlen(STATUS)), 0);
        assert_int_equal(fault_log_flush(&log), -ENOMEM);
}

TEST_MAIN(cmocka_unit_test(test_sequences), cmocka_unit_test(test_time), cmocka_unit_test(test_bounds),
          cmocka_unit_test(test_line_ends), cmocka_unit_test(test_failing_handler))
