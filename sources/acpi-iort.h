/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The I/O Remapping Table (Arm DEN0049; drivers/acpi/arm64/iort.c, Linux 7.2).
 */

#include "base/bytes.h"
#include "base/macros.h"
#include "model/firmware.h"

/*
 * bytes: the table from its signature on, or nothing. What is wrong becomes a note, and
 * so does what Linux complains about. 0 or -ENOMEM; release with firmware_iort_done().
 */
_warn_unused_ int decode_iort(Bytes bytes, FirmwareNotes *notes, Iort *ret);
