/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What this process may do, which is what whoever started it may do, too.
 */

#include "model/mapping.h"

/* Fills the limits of a request: memlock, whether it applies, and the size of pages. */
void caller_limits_read(MapRequest *request);
