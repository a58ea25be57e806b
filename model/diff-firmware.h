/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A firmware table as a list of lines, one for the header and one for each structure, so that two
 * tables can be compared as lists. Offsets are left out: one more structure would move all others.
 */

#include "base/macros.h"
#include "base/text.h"
#include "model/firmware.h"
#include "model/names.h"

/* Appends the lines. 0 or -ENOMEM. */
_warn_unused_ int diff_firmware_list(const FirmwareTable *table, Names *ret);

/* The same for what is in an IORT. */
_warn_unused_ int diff_firmware_list_iort(const Iort *iort, Names *ret);

/* Appends a line of text, and empties it. 0 or -ENOMEM. */
_warn_unused_ int diff_firmware_add_line(Names *names, Text *line);
