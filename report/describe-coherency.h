/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The three facts of coherency and their verdict, and the protection of a group, as JSON.
 */

#include "model/assessment.h"
#include "model/snapshot.h"
#include "report/json-builder.h"

/* Unit and device may be NULL; their registers are the evidence. */
void describe_coherency(JsonBuilder *object, const CoherencyFacts *facts, const Unit *unit, const Device *device);
void describe_protection(JsonBuilder *object, const GroupFacts *facts);
