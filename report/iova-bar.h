/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The IOVA bar: a group's address space on a log2 axis from 2^12 to 2^64.
 *
 * A linear bar would hide everything: 4 GiB are 1/65536 of a 48-bit space. Each
 * column spans the same number of address bits; the first one begins at 0. A
 * region shows in every column that it touches, however small it is.
 *
 *   # usable   m MSI   r reserved   d direct   . beyond the aperture   ? unknown
 */

#include <stddef.h>

#include "base/text.h"
#include "model/assessment.h"
#include "model/snapshot.h"

/* Columns: 26 (2 bits each) or 52 (1 bit each). */
#define IOVA_BAR_COLUMNS      26
#define IOVA_BAR_COLUMNS_WIDE 52

extern const char iova_bar_legend[];

void iova_bar_add(Text *text, const Group *group, const GroupFacts *facts, unsigned columns);

/* The axis above bars of so many columns: "12      20 ..." */
void iova_bar_add_axis(Text *text, unsigned columns);
