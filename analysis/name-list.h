/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * NameList: "a, b, c, d and 12 more", for a finding that concerns many.
 */

#include <stddef.h>

#include "base/macros.h"
#include "base/text.h"

typedef struct NameList NameList;

struct NameList {
        Text text;
        size_t count;
};

#define NAME_LIST_INIT { 0 }

void name_list_done(NameList *list);
#define _cleanup_name_list_ _cleanup_(name_list_done)

void name_list_add(NameList *list, const char *name);

/* Valid until the next call. An empty list is "". */
const char *name_list_get(NameList *list);
