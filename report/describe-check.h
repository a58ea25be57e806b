/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What a check says about itself, as JSON. A new object, or NULL when memory runs out.
 */

#include "base/macros.h"
#include "model/enums.h"

struct json_object;

struct json_object *describe_check(const char *id, Severity severity, const char *title, const char *cause,
                const char *cure);
