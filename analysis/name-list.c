/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/name-list.h"

#define NAMES_SHOWN_MAX 4

void name_list_done(NameList *list) {
        text_done(&list->text);
        list->count = 0;
}

/* How many more there are is known in the end, so the names shown stay as they are till then. */
void name_list_add(NameList *list, const char *name) {
        if (list->count < NAMES_SHOWN_MAX)
                text_add_format(&list->text, "%s%s", list->count > 0 ? ", " : "", name);
        list->count++;
}

const char *name_list_get(NameList *list) {
        if (list->count > NAMES_SHOWN_MAX) {
                text_add_format(&list->text, " and %zu more", list->count - NAMES_SHOWN_MAX);
                list->count = NAMES_SHOWN_MAX;
        }
        return text_get(&list->text);
}
