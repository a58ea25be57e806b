/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* iommu-diag decode log [FILE]: the IOMMU faults in a kernel log, explained. */

#include "cli/decode.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "cli/verb.h"
#include "report/describe-fault.h"
#include "report/fault-fold.h"
#include "report/json-stream.h"
#include "report/terminal.h"
#include "report/text-faults.h"
#include "sources/fault-log.h"

#define LOG_MAX_BYTES (64 * 1024 * 1024)
#define READ_BYTES    (64 * 1024)

/* Begins with the first fault: of a log that can't be read, nothing is said. */
typedef struct JsonLog {
        JsonStream stream;
        bool has_begun;
} JsonLog;

static void json_log_begin(JsonLog *log) {
        if (log->has_begun)
                return;
        json_stream_begin(&log->stream, stdout, arg_json == JSON_PRETTY, "iommu-diag/decode/1");
        json_stream_string(&log->stream, "kind", "log");
        json_stream_array_begin(&log->stream, "faults");
        log->has_begun = true;
}

static int stream_fault(const Fault *fault, void *userdata) {
        JsonLog *log = userdata;

        json_log_begin(log);
        json_stream_element(&log->stream, describe_fault(fault));
        return log->stream.error;
}

static int fold_fault(const Fault *fault, void *userdata) {
        return fault_fold_add(userdata, fault);
}

static int open_log(const char *path, int *ret) {
        int fd = -1;

        if (path) {
                fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
                if (fd < 0)
                        return -errno;
        }
        *ret = fd;
        return 0;
}

/* One read; 0 at the end. */
static ssize_t read_piece(int fd, char *buffer, size_t size) {
        ssize_t n;

        do
                n = read(fd, buffer, size);
        while (n < 0 && errno == EINTR);
        return n < 0 ? -errno : n;
}

/* What the reading and the handler of faults came to; the second is 0 after a failed read. */
typedef struct Outcome {
        int read_error, handle_error;
} Outcome;

/* If nothing was found then, it is not known that there is nothing. */
static bool is_log_unread(Outcome outcome) {
        return outcome.read_error < 0 && outcome.read_error != -EFBIG;
}

static Outcome read_log(int fd, FaultHandler handle, void *userdata) {
        static char buffer[READ_BYTES];
        static FaultLog log;
        size_t total = 0;
        Outcome outcome = { 0 };

        fault_log_init(&log, handle, userdata);
        for (;;) {
                ssize_t n = read_piece(fd, buffer, sizeof(buffer));

                if (n <= 0) {
                        outcome.read_error = (int) n;
                        break;
                }
                if (total + (size_t) n > LOG_MAX_BYTES) {
                        n = LOG_MAX_BYTES - (ssize_t) total;
                        outcome.read_error = -EFBIG;
                }
                total += (size_t) n;
                outcome.handle_error = parse_fault_log(&log, buffer, (size_t) n);
                if (outcome.handle_error < 0 || outcome.read_error < 0)
                        break;
        }
        if (outcome.handle_error == 0)
                outcome.handle_error = fault_log_flush(&log);
        return outcome;
}

static Outcome print_json(int fd) {
        JsonLog log = { 0 };
        Outcome outcome;
        int r;

        outcome = read_log(fd, stream_fault, &log);
        if (is_log_unread(outcome) && !log.has_begun)
                return outcome;
        json_log_begin(&log);
        json_stream_array_end(&log.stream);
        r = json_stream_end(&log.stream);
        if (outcome.handle_error == 0)
                outcome.handle_error = r;
        return outcome;
}

static Outcome print_text(int fd) {
        _cleanup_fault_fold_ FaultFold fold = FAULT_FOLD_INIT;
        Terminal terminal;
        Outcome outcome;

        outcome = read_log(fd, fold_fault, &fold);
        if (outcome.handle_error < 0 || (is_log_unread(outcome) && fold.n_faults == 0))
                return outcome;
        terminal_init(&terminal, stdout, arg_full);
        outcome.handle_error = text_faults_print(&terminal, &fold);
        return outcome;
}

int decode_log(int argc, char **args) {
        const char *path = argc > 0 && strcmp(args[0], "-") != 0 ? args[0] : NULL;
        const char *name = path ? path : "standard input";
        _cleanup_close_ int fd = -1;
        Outcome outcome;
        int r;

        r = open_log(path, &fd);
        if (r < 0)
                return fail(EXIT_FAILED, name, "%s", strerror(-r));
        outcome = arg_json != JSON_OFF ? print_json(path ? fd : STDIN_FILENO)
                                       : print_text(path ? fd : STDIN_FILENO);
        r = finish_output(outcome.handle_error);
        if (r != EXIT_SUCCESS || outcome.read_error == 0)
                return r;
        if (outcome.read_error == -EFBIG)
                return fail(EXIT_FAILED, name, "too large: only the first %d MiB were read", LOG_MAX_BYTES >> 20);
        return fail(EXIT_FAILED, name, "%s", strerror(-outcome.read_error));
}
