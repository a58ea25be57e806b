/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/bytes.h"

static bool get_little_endian(Bytes bytes, size_t offset, size_t size, uint64_t *ret) {
        uint64_t value = 0;

        if (offset > bytes.length || size > bytes.length - offset)
                return false;
        for (size_t i = size; i > 0; i--)
                value = value << 8 | bytes.data[offset + i - 1];
        *ret = value;
        return true;
}

bool bytes_get_u8(Bytes bytes, size_t offset, uint8_t *ret) {
        uint64_t value;

        if (!get_little_endian(bytes, offset, sizeof(*ret), &value))
                return false;
        *ret = (uint8_t) value;
        return true;
}

bool bytes_get_u16(Bytes bytes, size_t offset, uint16_t *ret) {
        uint64_t value;

        if (!get_little_endian(bytes, offset, sizeof(*ret), &value))
                return false;
        *ret = (uint16_t) value;
        return true;
}

bool bytes_get_u32(Bytes bytes, size_t offset, uint32_t *ret) {
        uint64_t value;

        if (!get_little_endian(bytes, offset, sizeof(*ret), &value))
                return false;
        *ret = (uint32_t) value;
        return true;
}

bool bytes_get_u64(Bytes bytes, size_t offset, uint64_t *ret) {
        return get_little_endian(bytes, offset, sizeof(*ret), ret);
}
