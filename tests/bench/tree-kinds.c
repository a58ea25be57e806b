/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "tests/bench/tree-kinds.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* clang-format off */

/* Columns: class, vendor, device, subvendor, subdevice, revision, DMA mask bits, PCIe, bridge,
 * driver, reset methods. */

/* A Xeon Scalable board with the C620 chipset. Only integrated functions: what stands on a
 * root bus without a link has 256 bytes of configuration space. */
const TreeOnboard tree_kinds_chipset[] = {
        { 0x00, 0, false, { 0x060000, 0x8086, 0x2020, 0x8086, 0, 4, 32, 0, 0, NULL, NULL } },
        { 0x14, 0, false,
                { 0x0c0330, 0x8086, 0xa1af, 0x15d9, 0x0948, 9, 64, 0, 0, "xhci_hcd", "pm" } },
        { 0x14, 2, true, { 0x118000, 0x8086, 0xa1b1, 0x15d9, 0x0948, 9, 32, 0, 0, NULL, "pm" } },
        { 0x17, 0, false, { 0x010601, 0x8086, 0xa182, 0x15d9, 0x0948, 9, 64, 0, 0, "ahci", NULL } },
        { 0x1f, 0, false, { 0x060100, 0x8086, 0xa1c1, 0x15d9, 0x0948, 9, 32, 0, 0, NULL, NULL } },
        { 0x1f, 2, true, { 0x058000, 0x8086, 0xa1a1, 0x15d9, 0x0948, 9, 32, 0, 0, NULL, NULL } },
        { 0x1f, 4, true,
                { 0x0c0500, 0x8086, 0xa1a3, 0x15d9, 0x0948, 9, 32, 0, 0, "i801_smbus", NULL } },
        { 0x16, 0, false,
                { 0x078000, 0x8086, 0xa1ba, 0x15d9, 0x0948, 9, 64, 0, 0, "mei_me", "pm" } },
};
const size_t tree_kinds_chipset_count = ARRAY_SIZE(tree_kinds_chipset);

const TreeOnboard tree_kinds_uncore[] = {
        { 0x1c, 0, false, { 0x088000, 0x8086, 0x2021, 0x8086, 0, 4, 40, 0, 0, "ioatdma", "pm" } },
        { 0x1c, 1, true, { 0x088000, 0x8086, 0x2021, 0x8086, 0, 4, 40, 0, 0, "ioatdma", "pm" } },
        { 0x1d, 0, false, { 0x088000, 0x8086, 0x2024, 0x8086, 0, 4, 32, 0, 0, NULL, NULL } },
        { 0x1d, 2, true, { 0x088000, 0x8086, 0x2025, 0x8086, 0, 4, 32, 0, 0, NULL, NULL } },
        { 0x1d, 4, true, { 0x080020, 0x8086, 0x2026, 0x8086, 0x2026, 4, 32, 0, 0, NULL, NULL } },
};
const size_t tree_kinds_uncore_count = ARRAY_SIZE(tree_kinds_uncore);

const TreeKind tree_kinds_root_port[4] = {
        { 0x060400, 0x8086, 0x2030, 0x8086, 0, 4, 32, 1, 1, "pcieport", "pm" },
        { 0x060400, 0x8086, 0x2031, 0x8086, 0, 4, 32, 1, 1, "pcieport", "pm" },
        { 0x060400, 0x8086, 0x2032, 0x8086, 0, 4, 32, 1, 1, "pcieport", "pm" },
        { 0x060400, 0x8086, 0x2033, 0x8086, 0, 4, 32, 1, 1, "pcieport", "pm" },
};

const TreeKind tree_kinds_nvme[3] = {
        { 0x010802, 0x144d, 0xa808, 0x144d, 0xa801, 0, 64, 1, 0, "nvme", "flr bus" },
        { 0x010802, 0x8086, 0x0a54, 0x8086, 0x4308, 0, 64, 1, 0, "nvme", "flr bus" },
        { 0x010802, 0x144d, 0xa824, 0x1028, 0x2043, 0, 64, 1, 0, "nvme", "flr bus" },
};

const TreeKind tree_kinds_storage[2] = {
        { 0x010700, 0x1000, 0x0097, 0x1028, 0x1f46, 2, 64, 1, 0, "mpt3sas", "flr bus" },
        { 0x010400, 0x1000, 0x005d, 0x1028, 0x1f49, 2, 63, 1, 0, "megaraid_sas", "flr bus" },
};

const TreeKind tree_kinds_network[3] = {
        { 0x020000, 0x8086, 0x1521, 0x15d9, 0x1521, 1, 64, 1, 0, "igb", "flr bus" },
        { 0x020000, 0x8086, 0x1563, 0x15d9, 0x0872, 1, 64, 1, 0, "ixgbe", "flr bus" },
        { 0x020000, 0x14e4, 0x165f, 0x1028, 0x08ff, 0, 64, 1, 0, "tg3", "flr bus" },
};

const TreeKind tree_kinds_physical[2] = {
        { 0x020000, 0x8086, 0x1572, 0x8086, 0x0008, 2, 64, 1, 0, "i40e", "flr bus" },
        { 0x020000, 0x15b3, 0x1017, 0x15b3, 0x0008, 0, 64, 1, 0, "mlx5_core", "flr bus" },
};

const TreeKind tree_kinds_virtual[2] = {
        { 0x020000, 0x8086, 0x154c, 0x8086, 0, 2, 64, 1, 0, "iavf", "flr" },
        { 0x020000, 0x15b3, 0x1018, 0x15b3, 0x0008, 0, 64, 1, 0, "mlx5_core", "flr" },
};

const TreeKind tree_kinds_graphics[4] = {
        { 0x030000, 0x10de, 0x1e04, 0x1458, 0x37a9, 0xa1, 47, 1, 0, "nouveau", "bus" },
        { 0x040300, 0x10de, 0x10f7, 0x1458, 0x37a9, 0xa1, 40, 1, 0, "snd_hda_intel", "bus" },
        { 0x0c0330, 0x10de, 0x1ad6, 0x1458, 0x37a9, 0xa1, 64, 1, 0, "xhci_hcd", "pm bus" },
        { 0x0c8000, 0x10de, 0x1ad7, 0x1458, 0x37a9, 0xa1, 64, 1, 0, "nvidia-gpu", "pm bus" },
};

const TreeKind tree_kinds_pci_bridge =
        { 0x060400, 0x10b5, 0x8112, 0x0000, 0x0000, 0xaa, 32, 1, 1, NULL, "pm bus" };

/* The conventional bus: every function behind such a bridge lands in the bridge's group. */
const TreeKind tree_kinds_conventional[4] = {
        { 0x040000, 0x109e, 0x036e, 0x0070, 0x13eb, 0x11, 32, 0, 0, "bttv", NULL },
        { 0x048000, 0x109e, 0x0878, 0x0070, 0x13eb, 0x11, 32, 0, 0, "snd_bt87x", NULL },
        { 0x070002, 0x9710, 0x9835, 0x1000, 0x0012, 0x01, 32, 0, 0, "serial", NULL },
        { 0x020000, 0x8086, 0x1229, 0x8086, 0x0040, 0x10, 32, 0, 0, "e100", "pm bus" },
};
