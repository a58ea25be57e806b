/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/capture.h"

#include <errno.h>
#include <string.h>

#include "sources/pci-config.h"

/* Asked again right before `config` is opened: that would resume a sleeping device
 * (drivers/pci/pci-sysfs.c, pci_config_pm_runtime_get()). Devices without runtime power
 * management have no such file and don't sleep. */
static bool is_awake(RootDir *dir, const Device *device) {
        char status[64];
        int r;

        if (device->power_state && strcmp(device->power_state, "D3cold") == 0)
                return false;
        r = root_read_text(dir, "power/runtime_status", NULL, status, sizeof(status));
        return r == -ENOENT ||
                        (r == 0 && (strcmp(status, "active") == 0 || strcmp(status, "unsupported") == 0));
}

static int read_config(Root *root, const Device *device) {
        _cleanup_root_dir_ RootDir dir = ROOT_DIR_INIT;
        _cleanup_text_ Text path = TEXT_INIT;
        char config[PCI_CONFIG_MAX_BYTES];
        int r;

        text_add_format(&path, "sys/bus/pci/devices/%s", device->name);
        if (text_error(&path) < 0)
                return -ENOMEM;
        r = root_dir_open(root, text_get(&path), &dir);
        if (r < 0)
                return r == -ENOMEM ? r : 0;
        if (is_awake(&dir, device) &&
                        root_read_start(&dir, "config", scrub_pci_config, config, sizeof(config)) == -ENOMEM)
                return -ENOMEM;
        return 0;
}

int read_capture_extras(Root *root, const Snapshot *snapshot) {
        /* Without privilege there are 64 bytes of each, which say nothing that sysfs doesn't. */
        if (root_kind(root) == ROOT_LIVE && geteuid() != 0)
                return 0;
        for (size_t i = 0; i < snapshot->n_devices; i++) {
                int r = snapshot->devices[i].is_pci ? read_config(root, snapshot->devices + i) : 0;

                if (r < 0)
                        return r;
        }
        return 0;
}
