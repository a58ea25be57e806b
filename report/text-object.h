/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A described object as KEY=VALUE lines, in the manner of `systemctl show`.
 */

#include <stdio.h>

#include "base/macros.h"

struct json_object;

/* Members of members get dotted keys, lists of words stand on one line, unknown is empty. 0 or -ENOMEM. */
_warn_unused_ int text_object_print(FILE *file, struct json_object *object);
