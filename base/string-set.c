/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/string-set.h"

#include <errno.h>
#include <string.h>

void string_set_done(StringSet *set) {
        free(set->items);
        *set = (StringSet) STRING_SET_INIT;
}

int string_set_add(StringSet *set, const char *string) {
        if (!array_grow(&set->items, &set->capacity, set->count, sizeof(*set->items)))
                return -ENOMEM;
        set->items[set->count++] = string;
        set->is_sorted = false;
        return 0;
}

static int compare_strings(const void *a, const void *b) {
        return strcmp(*(const char *const *) a, *(const char *const *) b);
}

bool string_set_contains(StringSet *set, const char *string) {
        if (set->count == 0)
                return false;
        if (!set->is_sorted)
                qsort(set->items, set->count, sizeof(*set->items), compare_strings);
        set->is_sorted = true;
        return bsearch(&string, set->items, set->count, sizeof(*set->items), compare_strings) != NULL;
}
