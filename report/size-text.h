/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Sizes for people: "4K", "2M", "511.9G".
 */

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "model/assessment.h"

/* Rounded down to tenths. */
void size_text_add_bytes(Text *text, unsigned __int128 size);

/* How many addresses from first to last, inclusive; 2^64 of them is "16E". Rounded down to tenths. */
void size_text_add_range(Text *text, uint64_t first, uint64_t last);

/* "4K 2M 1G"; a long list as "4K and up"; "?" for 0. Bit n set: pages of 2^n bytes. */
void size_text_add_pages(Text *text, uint64_t page_sizes);

/* What all windows hold together, or "?" where an end is unknown. */
void size_text_add_windows(Text *text, const GroupFacts *facts);
