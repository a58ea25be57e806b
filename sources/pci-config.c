/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/pci-config.h"

#include <string.h>

#define STATUS              0x06
#define STATUS_CAP_LIST     0x10
#define CAP_POINTER         0x34
#define CAP_POINTER_CARDBUS 0x14
#define CAP_FIRST           0x40
#define CAP_STEPS_MAX       48 /* (256 - 64) / 4 */
#define CAP_ID_VPD          0x03
#define CAP_ID_NONE         0xff
#define EXT_CAP_STEPS_MAX   480 /* (4096 - 256) / 8 */
#define EXT_CAP_ID_SERIAL   0x0003

PciConfigWalk pci_config_walk(Bytes config) {
        PciConfigWalk walk = { .config = config, .steps_left = CAP_STEPS_MAX };
        uint8_t type = 0, pointer;
        uint16_t status;

        if (bytes_get_u8(config, PCI_CONFIG_HEADER_TYPE, &type))
                type &= (uint8_t) ~PCI_CONFIG_MULTIFUNCTION;
        if (bytes_get_u16(config, STATUS, &status) && (status & STATUS_CAP_LIST) &&
                        bytes_get_u8(config, type == PCI_CONFIG_TYPE_CARDBUS ? CAP_POINTER_CARDBUS : CAP_POINTER,
                                        &pointer))
                walk.next = pointer & ~3U;
        return walk;
}

PciConfigWalk pci_config_walk_extended(Bytes config) {
        return (PciConfigWalk) {
                .config = config,
                .steps_left = EXT_CAP_STEPS_MAX,
                .next = PCI_CONFIG_EXTENDED,
        };
}

/* An entry of the first list: id, next. */
static bool step(PciConfigWalk *walk, uint16_t *ret_id) {
        uint8_t id, pointer;

        if (!bytes_get_u8(walk->config, walk->next, &id) ||
                        !bytes_get_u8(walk->config, walk->next + 1, &pointer) || id == CAP_ID_NONE)
                return false;
        *ret_id = id;
        walk->next = pointer & ~3U;
        return true;
}

/* An extended one: id, version, next. */
static bool step_extended(PciConfigWalk *walk, uint16_t *ret_id) {
        uint32_t header;

        if (!bytes_get_u32(walk->config, walk->next, &header) || header == 0 || header == UINT32_MAX)
                return false;
        *ret_id = header & 0xffff;
        walk->next = header >> 20 & ~3U;
        if (walk->next < PCI_CONFIG_EXTENDED)
                walk->next = 0;
        return true;
}

bool pci_config_next(PciConfigWalk *walk, size_t *ret_at, uint16_t *ret_id) {
        size_t at = walk->next;

        if (at < CAP_FIRST || walk->steps_left == 0)
                return false;
        walk->steps_left--;
        if (at < PCI_CONFIG_EXTENDED ? !step(walk, ret_id) : !step_extended(walk, ret_id))
                return false;
        *ret_at = at;
        return true;
}

static void zero_where(char *data, size_t length, PciConfigWalk walk, uint16_t wanted, size_t count) {
        uint16_t id;
        size_t at;

        while (pci_config_next(&walk, &at, &id))
                if (id == wanted && at + 4 < length)
                        memset(data + at + 4, 0, MIN(count, length - at - 4));
}

size_t scrub_pci_config(char *data, size_t length) {
        Bytes config = { (const uint8_t *) data, length };

        /* In this order: a (wrong) VPD capability at 0xfc overlaps the first header at 0x100. */
        zero_where(data, length, pci_config_walk_extended(config), EXT_CAP_ID_SERIAL, 8);
        zero_where(data, length, pci_config_walk(config), CAP_ID_VPD, 4);
        return length;
}
