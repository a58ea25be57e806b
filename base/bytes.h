/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Bytes: a bounded view of binary data, little endian, byte loads only.
 *
 * A read outside the view is refused and leaves the result untouched; nothing
 * here can overrun, whatever lengths and offsets the data claims.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

typedef struct Bytes Bytes;

struct Bytes {
        const uint8_t *data;
        size_t length; /* in bytes */
};

_warn_unused_ bool bytes_get_u8(Bytes bytes, size_t offset, uint8_t *ret);
_warn_unused_ bool bytes_get_u16(Bytes bytes, size_t offset, uint16_t *ret);
_warn_unused_ bool bytes_get_u32(Bytes bytes, size_t offset, uint32_t *ret);
_warn_unused_ bool bytes_get_u64(Bytes bytes, size_t offset, uint64_t *ret);
