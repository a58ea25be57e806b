/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The DMA Remapping table (VT-d specification, chapter 8; drivers/iommu/intel/dmar.c and
 * iommu.c, Linux 7.2).
 */

#include "base/bytes.h"
#include "base/macros.h"
#include "model/firmware.h"

/*
 * bytes: the table from its signature on, or nothing. What is wrong becomes a note, and
 * so does what Linux complains about. 0 or -ENOMEM; release with firmware_dmar_done().
 */
_warn_unused_ int decode_dmar(Bytes bytes, FirmwareNotes *notes, Dmar *ret);
