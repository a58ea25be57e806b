/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/sysfs-config.h"

#include <errno.h>
#include <string.h>

#include "sources/pci-config.h"
#include "sources/pci-decode.h"
#include "sources/source-note.h"

#define RUNTIME_STATUS "power/runtime_status"

/* What runtime_status says (drivers/base/power/sysfs.c). Without runtime power management
 * there is no such file, and nothing sleeps. */
static bool is_awake_status(const char *status) {
        return strcmp(status, "active") == 0 || strcmp(status, "unsupported") == 0;
}

static bool is_in_d3cold(const Device *device) {
        return device->power_state && strcmp(device->power_state, "D3cold") == 0;
}

int read_runtime_status(RootDir *dir, Device *device, Snapshot *snapshot, bool *ret_is_awake) {
        char status[ATTRIBUTE_MAX_BYTES + 1];
        int r;

        *ret_is_awake = false;
        r = root_read_text(dir, RUNTIME_STATUS, NULL, status, sizeof(status));
        if (r < 0 && r != -ENOENT)
                return source_note(snapshot, dir, RUNTIME_STATUS, r);
        if (r == 0 && *status) {
                device->runtime_status = strdup(status);
                if (!device->runtime_status)
                        return -ENOMEM;
        }
        *ret_is_awake = (r == -ENOENT || is_awake_status(status)) && !is_in_d3cold(device);
        return 0;
}

int read_pci_parent(RootDir *bus, RootDir *dir, Device *device) {
        _cleanup_text_ Text link = TEXT_INIT;
        char name[ROOT_NAME_MAX];
        PciAddress address;
        int r;

        text_add_format(&link, "devices/%s", device->name);
        if (text_error(&link) < 0)
                return -ENOMEM;
        r = root_read_above(bus, text_get(&link), dir, name);
        if (r < 0)
                return r == -ENOMEM ? r : 0;
        device->parent_known = true;
        if (parse_pci_address(name, &address) < 0)
                return 0; /* "pci0000:00", a root bus */
        device->parent_link = strdup(name);
        return device->parent_link ? 0 : -ENOMEM;
}

static int compare_name(const void *key, const void *element) {
        return strcmp(key, ((const Device *) element)->name);
}

const Device *find_listed_function(const Snapshot *snapshot, const char *name) {
        return bsearch(name, snapshot->devices, snapshot->n_devices, sizeof(Device), compare_name);
}

/* Names of bridges sort before those of what is behind them. The kernel resumes the bridge above too. */
static bool is_bridge_asleep(const Snapshot *snapshot, const Device *device) {
        const Device *bridge;

        if (!device->parent_link)
                return false;
        bridge = find_listed_function(snapshot, device->parent_link);
        return bridge && (is_in_d3cold(bridge) ||
                                         (bridge->runtime_status && !is_awake_status(bridge->runtime_status)));
}

int read_pci_config(RootDir *dir, Device *device, Snapshot *snapshot) {
        uint8_t config[PCI_CONFIG_MAX_BYTES];
        bool is_public = root_kind(dir->root) != ROOT_LIVE || geteuid() == 0 || device_is_bridge(device);
        ssize_t n;

        if (!is_public || is_bridge_asleep(snapshot, device))
                return 0;
        n = root_read_start(dir, "config", scrub_pci_config, config, sizeof(config));
        if (n == -ENOENT)
                return 0;
        if (n < 0)
                return source_note(snapshot, dir, "config", (int) n);
        decode_pci_capabilities((Bytes) { config, (size_t) n }, &device->capabilities);
        return 0;
}
