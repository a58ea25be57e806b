/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/sysfs-vfio.h"

#include <errno.h>
#include <string.h>

#include "model/snapshot-link.h"
#include "sources/source-note.h"

#define VFIO_CLASS "sys/class/vfio-dev"

/* ".../0000:3b:00.2/vfio-dev/vfio0": two steps up from the VFIO device is what it belongs to. */
#define STEPS_TO_DEVICE 2

static int read_vfio_device(RootDir *dir, const char *name, Snapshot *snapshot) {
        char device[ROOT_NAME_MAX];
        size_t i;
        int r;

        r = root_read_link(dir, name, STEPS_TO_DEVICE, device);
        if (r < 0)
                return source_note(snapshot, dir, name, r);
        i = snapshot_find_device(snapshot, device);
        /* A mediated device is no device of ours; its parent is. */
        if (i == NO_INDEX || snapshot->devices[i].vfio_device)
                return 0;
        snapshot->devices[i].vfio_device = strdup(name);
        return snapshot->devices[i].vfio_device ? 0 : -ENOMEM;
}

int read_vfio_devices(Root *root, Snapshot *snapshot) {
        _cleanup_root_dir_ RootDir dir = ROOT_DIR_INIT;
        _cleanup_(names_done) Names names = { 0 };
        int r;

        r = root_dir_open(root, VFIO_CLASS, &dir);
        if (r == -ENOENT)
                return 0; /* no VFIO, or an older kernel */
        if (r == 0)
                r = root_list(&dir, ".", &names);
        if (r < 0)
                return source_note_path(snapshot, VFIO_CLASS, r);
        for (size_t i = 0; i < names.count && r == 0; i++)
                r = read_vfio_device(&dir, names.items[i], snapshot);
        return r;
}
