/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * ACPI tables as text: a line for each structure, with the offset that it has in the
 * table in front, and the notes at the end.
 */

#include "base/macros.h"
#include "base/text.h"
#include "model/firmware.h"
#include "report/firmware-words.h"
#include "report/terminal.h"

/* file: where the table is from. 0 or -ENOMEM; the terminal's file may have an error besides. */
_warn_unused_ int text_firmware_print(const Terminal *terminal, const FirmwareTable *table, const char *file);

/* The parts that only one kind of table has. 0 or -ENOMEM. */
_warn_unused_ int text_firmware_print_dmar(const Terminal *terminal, const Dmar *dmar);
_warn_unused_ int text_firmware_print_ivrs(const Terminal *terminal, const Ivrs *ivrs);
_warn_unused_ int text_firmware_print_iort(const Terminal *terminal, const Iort *iort);
_warn_unused_ int text_firmware_print_viot(const Terminal *terminal, const Viot *viot);

/* A line of what stands at an offset; depth 0 is a structure, 1 a part of one. The text is
 * escaped here, and released. 0 or -ENOMEM. */
_warn_unused_ int text_firmware_line(const Terminal *terminal, unsigned depth, size_t offset, Text *line);

/* ", flags" if there are some. */
void text_firmware_add_bits(Text *text, const FirmwareWord *words, uint32_t bits);

/* "00:1d.0", or "00:1d.0-00:1f.7". */
void text_firmware_add_functions(Text *text, uint16_t first, uint16_t last);
