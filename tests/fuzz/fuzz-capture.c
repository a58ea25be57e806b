/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A whole run over a capture: parse, scan, analyse, report. Whatever the capture holds,
 * windows are sound, both reports are clean text and good JSON, and a capture of the
 * capture reads the same: replaying loses nothing.
 */

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <sys/mman.h>

#include "analysis/analyze.h"
#include "base/text.h"
#include "report/json-report.h"
#include "report/text-report.h"
#include "sources/capture-document.h"
#include "sources/recorder.h"
#include "sources/root.h"
#include "sources/scan.h"
#include "tests/fuzz/check-joined.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/window-rules.h"

/* A root takes a path; this one names a file in memory. */
static int open_bytes(const void *data, size_t size, Root **ret, Text *error) {
        _cleanup_close_ int fd = memfd_create("capture", MFD_CLOEXEC);
        char path[64];

        FUZZ_CHECK(fd >= 0 && write(fd, data, size) == (ssize_t) size);
        (void) snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
        return root_open(path, ret, error);
}

static void check_json(const char *text) {
        struct json_tokener *tokener = json_tokener_new();
        struct json_object *document;

        FUZZ_CHECK(tokener && text);
        json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
        document = json_tokener_parse_ex(tokener, text, (int) strlen(text));
        FUZZ_CHECK(json_tokener_get_error(tokener) == json_tokener_success);
        FUZZ_CHECK(json_object_is_type(document, json_type_object));
        json_object_put(document);
        json_tokener_free(tokener);
}

static char *write_json(const Snapshot *snapshot, const Assessment *assessment, bool is_pretty) {
        char *output = NULL;
        size_t size;
        FILE *file = open_memstream(&output, &size);

        FUZZ_CHECK(file);
        FUZZ_CHECK(json_report_write(snapshot, assessment, "2000-01-01T00:00:00Z", is_pretty, file) == 0);
        FUZZ_CHECK(fclose(file) == 0 && strlen(output) == size);
        return output;
}

static void check_text(const Snapshot *snapshot, const Assessment *assessment, unsigned columns) {
        Terminal terminal = { .columns = columns, .is_tty = true };
        char *output = NULL;
        size_t size;

        terminal.file = open_memstream(&output, &size);
        FUZZ_CHECK(terminal.file);
        FUZZ_CHECK(text_report_print(&terminal, snapshot, assessment) == 0);
        FUZZ_CHECK(fclose(terminal.file) == 0 && strlen(output) == size);
        FUZZ_CHECK(fuzz_is_safe(output, "\n"));
        free(output);
}

static char *report(Root *root) {
        _cleanup_snapshot_ Snapshot *snapshot = NULL;
        _cleanup_assessment_ Assessment *assessment = NULL;
        char *pretty;

        FUZZ_CHECK(scan(root, &snapshot) == 0);
        FUZZ_CHECK(analyze(snapshot, &assessment) == 0);
        for (size_t i = 0; i < snapshot->n_groups; i++)
                check_windows(snapshot->groups + i, assessment->groups + i);
        check_joined(snapshot, assessment);
        check_text(snapshot, assessment, 80);
        check_text(snapshot, assessment, 200);
        pretty = write_json(snapshot, assessment, true);
        FUZZ_CHECK(fuzz_is_safe(pretty, "\n"));
        check_json(pretty);
        free(pretty);
        return write_json(snapshot, assessment, false);
}

static char *write_capture(Recorder *recorder) {
        char *output = NULL;
        size_t size;
        FILE *file = open_memstream(&output, &size);

        FUZZ_CHECK(file);
        FUZZ_CHECK(recorder_write(recorder, "2000-01-01T00:00:00Z", file) == 0);
        FUZZ_CHECK(fclose(file) == 0 && strlen(output) == size);
        return output;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        _cleanup_recorder_ Recorder *recorder = recorder_new();
        _cleanup_free_ char *first = NULL, *second = NULL, *capture = NULL;
        _cleanup_root_ Root *root = NULL, *replayed = NULL;
        _cleanup_text_ Text error = TEXT_INIT;
        int r;

        FUZZ_CHECK(recorder);
        r = open_bytes(data, size, &root, &error);
        if (r < 0) {
                _cleanup_text_ Text printed = TEXT_INIT; /* as fail() prints it */

                FUZZ_CHECK(r == -EBADMSG && !root && error.length > 0);
                text_add_escaped(&printed, text_get(&error));
                FUZZ_CHECK(fuzz_is_safe(text_get(&printed), ""));
                return 0;
        }
        root_set_recorder(root, recorder);
        first = report(root);
        check_json(first);
        capture = write_capture(recorder);
        check_json(capture);
        FUZZ_CHECK(open_bytes(capture, strlen(capture), &replayed, &error) == 0);
        second = report(replayed);
        FUZZ_CHECK(strcmp(first, second) == 0);
        return 0;
}
