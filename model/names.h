/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Names: a list of strings that it owns.
 */

#include <stddef.h>

#include "base/macros.h"

typedef struct Names Names;

struct Names {
        char **items;
        size_t count;
        size_t capacity;
};

/* Copies the name. 0 or -ENOMEM. */
_warn_unused_ int names_add(Names *names, const char *name);
void names_done(Names *names);
#define _cleanup_names_ _cleanup_(names_done)
