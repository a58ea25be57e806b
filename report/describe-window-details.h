/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What there is to say about a group's windows beside the windows: how certain they are, advice
 * that doesn't narrow them, and whether a process may use its own addresses in them.
 */

#include "base/text.h"
#include "model/assessment.h"
#include "model/snapshot.h"
#include "report/json-builder.h"

/* Adds windows_confidence, windows_alternative, advice and user_addresses. */
void describe_window_details(JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i);

/* In words, whose the DMA mask is, or why there is none. */
void describe_device_mask(const Snapshot *snapshot, const WindowAdvice *advice, Text *ret);

/* In words, why a process may use its own addresses or not. */
void describe_user_reason(const Group *group, const GroupFacts *facts, Text *ret);
