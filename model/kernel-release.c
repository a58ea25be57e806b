/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/kernel-release.h"

#include <stdbool.h>
#include <stddef.h>

static bool take_number(const char **cursor, unsigned *ret) {
        unsigned value = 0;
        size_t digits = 0;

        for (; **cursor >= '0' && **cursor <= '9' && digits < 6; (*cursor)++, digits++)
                value = value * 10 + (unsigned) (**cursor - '0');
        *ret = value;
        return digits > 0;
}

int kernel_release_compare(const char *release, unsigned major, unsigned minor) {
        unsigned release_major, release_minor;

        if (!release || !take_number(&release, &release_major) || *release++ != '.' ||
                        !take_number(&release, &release_minor))
                return 1;
        if (release_major != major)
                return release_major < major ? -1 : 1;
        if (release_minor != minor)
                return release_minor < minor ? -1 : 1;
        return 0;
}
