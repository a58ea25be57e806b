/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* iommu-diag capture [FILE]: all that a scan looks at, as one document. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/verb.h"
#include "cli/view.h"
#include "sources/recorder.h"

typedef struct Job {
        Recorder *recorder;
        const char *generated;
} Job;

static int write_capture(FILE *file, void *userdata) {
        Job *job = userdata;

        return recorder_write(job->recorder, job->generated, file);
}

int verb_capture(int argc, char **args) {
        _cleanup_recorder_ Recorder *recorder = recorder_new();
        _cleanup_view_ View view = VIEW_INIT;
        Job job;
        int r;

        if (!recorder)
                return finish_output(-ENOMEM);
        r = view_open(&view, recorder);
        if (r != 0)
                return r;
        if (!arg_root && geteuid() != 0)
                fputs("iommu-diag: note: without root, the capture has no ACPI tables and no "
                      "configuration space\n",
                                stderr);
        job = (Job) { recorder, view.generated };
        if (argc == 0 || strcmp(args[0], "-") == 0)
                return finish_output(write_capture(stdout, &job));
        r = file_replace(args[0], write_capture, &job);
        return r < 0 ? fail(EXIT_FAILED, args[0], "%s", strerror(-r)) : 0;
}
