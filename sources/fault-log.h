/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * FaultLog: finds the faults in a kernel log that comes in pieces of any size.
 *
 * The log may have time stamps, priorities or the journal's prefixes, be quoted in a mail,
 * and have its lines wrapped. A fault that the kernel prints on several lines is put together,
 * with a few foreign lines between them. Memory is bounded: a line longer than
 * FAULT_LINE_MAX is cut, and a fault takes FAULT_TEXT_MAX of text at most.
 * A NUL ends a line as '\n' does, and a no-break space is taken for a blank.
 */

#include <stddef.h>

#include "base/macros.h"
#include "model/fault.h"
#include "sources/fault-match.h"

#define FAULT_LINE_MAX 2048
#define FAULT_TEXT_MAX 8192

/* Gets a fault, which is gone when it returns. 0, or a negative errno that ends the work. */
typedef int (*FaultHandler)(const Fault *fault, void *userdata);

typedef struct FaultLog FaultLog;

struct FaultLog {
        FaultHandler handle;
        void *userdata;
        char line[FAULT_LINE_MAX + 1];
        size_t line_length;
        void (*parse)(Scanner text, FaultMatch *ret); /* of the fault that waits for its rest, or NULL */
        FaultMatch match;
        unsigned n_foreign; /* lines since, which had nothing to do with it */
        char text[FAULT_TEXT_MAX + 1];
        size_t text_length;
};

void fault_log_init(FaultLog *log, FaultHandler handle, void *userdata);

/* Both return 0 or what the handler returned; after a failure only fault_log_init() may follow.
 * The second tells the faults that still wait for more lines, at the end or in a pause. */
_warn_unused_ int parse_fault_log(FaultLog *log, const char *bytes, size_t length);
_warn_unused_ int fault_log_flush(FaultLog *log);
