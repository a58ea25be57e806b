/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/pci-config.h"

#include <string.h>

#include "base/bytes.h"

#define STATUS             0x06
#define STATUS_CAP_LIST    0x10
#define CAP_POINTER        0x34
#define CAP_FIRST          0x40
#define CAP_STEPS_MAX      48 /* (256 - 64) / 4 */
#define CAP_ID_VPD         0x03
#define EXT_CAP_FIRST      0x100
#define EXT_CAP_STEPS_MAX  480 /* (4096 - 256) / 8 */
#define EXT_CAP_ID_SERIAL  0x0003

static void zero(char *data, size_t length, size_t offset, size_t count) {
        if (offset < length)
                memset(data + offset, 0, MIN(count, length - offset));
}

static void scrub_vpd(char *data, size_t length) {
        Bytes bytes = { (const uint8_t *) data, length };
        uint16_t status;
        uint8_t pointer, id;

        if (!bytes_get_u16(bytes, STATUS, &status) || !(status & STATUS_CAP_LIST) ||
                        !bytes_get_u8(bytes, CAP_POINTER, &pointer))
                return;
        for (unsigned steps = 0; steps < CAP_STEPS_MAX; steps++) {
                size_t at = pointer & ~3U;

                if (at < CAP_FIRST || !bytes_get_u8(bytes, at, &id) ||
                                !bytes_get_u8(bytes, at + 1, &pointer))
                        return;
                if (id == CAP_ID_VPD)
                        zero(data, length, at + 4, 4);
        }
}

static void scrub_serial(char *data, size_t length) {
        Bytes bytes = { (const uint8_t *) data, length };
        size_t at = EXT_CAP_FIRST;
        uint32_t header;

        for (unsigned steps = 0; steps < EXT_CAP_STEPS_MAX; steps++) {
                if (at < EXT_CAP_FIRST || !bytes_get_u32(bytes, at, &header) || header == 0 ||
                                header == UINT32_MAX)
                        return;
                if ((header & 0xffff) == EXT_CAP_ID_SERIAL)
                        zero(data, length, at + 4, 8);
                at = header >> 20 & ~3U;
        }
}

size_t scrub_pci_config(char *data, size_t length) {
        /* In this order: a (wrong) VPD capability at 0xfc overlaps the first header at 0x100. */
        scrub_serial(data, length);
        scrub_vpd(data, length);
        return length;
}
