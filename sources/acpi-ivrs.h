/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The I/O Virtualization Reporting Structure (AMD publication 48882, chapter 5;
 * drivers/iommu/amd/init.c, Linux 7.2).
 */

#include "base/bytes.h"
#include "base/macros.h"
#include "model/firmware.h"

/*
 * bytes: the table from its signature on, or nothing. What is wrong becomes a note, and
 * so does what Linux complains about. 0 or -ENOMEM; release with firmware_ivrs_done().
 */
_warn_unused_ int decode_ivrs(Bytes bytes, FirmwareNotes *notes, Ivrs *ret);
