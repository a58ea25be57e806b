/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * ACPI tables on IOMMUs: the header (ACPI 6.5, 5.2.6), and by its signature the rest.
 */

#include "base/bytes.h"
#include "base/macros.h"
#include "model/firmware.h"

/* What to read of a file: real tables have some hundreds to some thousands of bytes. */
#define ACPI_TABLE_MAX_BYTES (1024 * 1024)

/* Header, and fields that all four tables have before their first structure. */
#define ACPI_TABLE_HEADER_BYTES 36
#define ACPI_TABLE_FIXED_BYTES  48

/*
 * Whatever is wrong in the table is a note. 0, -EBADMSG if this is none of the four tables
 * or not even a header, or -ENOMEM. Release with firmware_table_done().
 */
_warn_unused_ int decode_acpi_table(Bytes bytes, FirmwareTable *ret);
