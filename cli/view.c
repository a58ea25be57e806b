/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/view.h"

#include <string.h>
#include <time.h>

#include "analysis/analyze.h"
#include "cli/verb.h"
#include "sources/root.h"
#include "sources/scan.h"

void view_done(View *view) {
        view->assessment = assessment_free(view->assessment);
        view->snapshot = snapshot_free(view->snapshot);
}

static void format_now(char buffer[static TIME_TEXT_MAX]) {
        time_t now = time(NULL);
        struct tm tm;

        if (!gmtime_r(&now, &tm) || strftime(buffer, TIME_TEXT_MAX, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
                memcpy(buffer, "1970-01-01T00:00:00Z", sizeof("1970-01-01T00:00:00Z"));
}

int view_open(View *ret, Recorder *recorder) {
        return view_open_root(arg_root, ret, recorder);
}

int view_open_root(const char *path, View *ret, Recorder *recorder) {
        _cleanup_root_ Root *root = NULL;
        _cleanup_view_ View view = VIEW_INIT;
        _cleanup_text_ Text error = TEXT_INIT;
        int r;

        r = root_open(path, &root, &error);
        if (r < 0)
                return fail(EXIT_FAILED, path ? path : "/", "%s",
                                error.length > 0 ? text_get(&error) : strerror(-r));
        root_set_recorder(root, recorder);
        format_now(view.generated);
        r = scan(root, &view.snapshot);
        if (r == 0)
                r = analyze(view.snapshot, &view.assessment);
        if (r < 0)
                return fail(EXIT_FAILED, NULL, "%s", strerror(-r));
        *ret = view;
        view = (View) VIEW_INIT;
        return 0;
}
