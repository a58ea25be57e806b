/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/capture.h"

#include <errno.h>

#define ACPI_TABLES          "sys/firmware/acpi/tables"
#define ACPI_TABLE_MAX_BYTES (1024UL * 1024)

static int read_tables(Root *root, const Snapshot *snapshot) {
        _cleanup_root_dir_ RootDir dir = ROOT_DIR_INIT;
        _cleanup_free_ char *table = malloc(ACPI_TABLE_MAX_BYTES);
        int r;

        if (!table)
                return -ENOMEM;
        r = root_dir_open(root, ACPI_TABLES, &dir);
        if (r < 0)
                return r == -ENOMEM ? r : 0;
        for (size_t i = 0; i < snapshot->host.firmware_tables.count; i++)
                if (root_read_bytes(&dir, snapshot->host.firmware_tables.items[i], NULL, table,
                                    ACPI_TABLE_MAX_BYTES) == -ENOMEM)
                        return -ENOMEM;
        return 0;
}

int read_capture_extras(Root *root, const Snapshot *snapshot) {
        return read_tables(root, snapshot);
}
