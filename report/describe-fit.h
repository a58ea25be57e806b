/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Does a guest fit, and where is room: as JSON.
 */

#include "base/text.h"
#include "model/assessment.h"
#include "model/fit.h"

struct json_object;

/* Both return NULL when memory runs out. */
struct json_object *describe_guest_fit(const GroupFacts *facts, const GuestRequest *request, const GuestFit *fit);
struct json_object *describe_iova_place(const PlaceRequest *request, const IovaPlace *place);

/* In words, what is in the way of a part: "0x... is in reserved region ... (msi)". */
void describe_obstacle(const GroupFacts *facts, const GuestPart *part, Text *ret);
