/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/names.h"

#include <errno.h>
#include <string.h>

void names_done(Names *names) {
        for (size_t i = 0; i < names->count; i++)
                free(names->items[i]);
        free(names->items);
        *names = (Names) { 0 };
}

int names_add(Names *names, const char *name) {
        if (!array_grow(&names->items, &names->capacity, names->count, sizeof(*names->items)))
                return -ENOMEM;
        names->items[names->count] = strdup(name);
        if (!names->items[names->count])
                return -ENOMEM;
        names->count++;
        return 0;
}
