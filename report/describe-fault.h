/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A fault of a kernel log as JSON, in the manner of report/describe.h.
 */

#include "model/fault.h"

struct json_object;

/* A new object, or NULL when memory runs out. */
struct json_object *describe_fault(const Fault *fault);
