/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The Virtual I/O Translation table (ACPI 6.5, 5.2.34; drivers/acpi/viot.c, Linux 7.2).
 */

#include "base/bytes.h"
#include "base/macros.h"
#include "model/firmware.h"

/*
 * bytes: the table from its signature on, or nothing. What is wrong becomes a note, and
 * so does what Linux complains about. 0 or -ENOMEM; release with firmware_viot_done().
 */
_warn_unused_ int decode_viot(Bytes bytes, FirmwareNotes *notes, Viot *ret);
