/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/firmware-tables.h"

#include <errno.h>

#include "sources/acpi-table.h"
#include "sources/source-note.h"

/* What Linux refuses is no source of anything, but that it is there may explain what is missing. */
static int note_table(const RootDir *dir, const char *name, const FirmwareTable *table, Snapshot *snapshot) {
        for (size_t i = 0; i < table->notes.count; i++)
                if (table->notes.items[i].severity == SEVERITY_CRITICAL)
                        return source_note_malformed(snapshot, dir, name, table->notes.items[i].text);
        return 0;
}

static int add_table(const RootDir *dir, const char *name, Bytes bytes, Snapshot *snapshot) {
        FirmwareTable table = { 0 };
        int r;

        r = decode_acpi_table(bytes, &table);
        if (r == -EBADMSG)
                return source_note_malformed(snapshot, dir, name, "not a table of this name");
        if (r == 0)
                r = note_table(dir, name, &table, snapshot);
        if (r == 0)
                r = snapshot_add_table(snapshot, &table);
        if (r < 0)
                firmware_table_done(&table);
        return r;
}

static int read_table(RootDir *dir, const char *name, uint8_t *buffer, Snapshot *snapshot) {
        ssize_t n = root_read_bytes(dir, name, NULL, buffer, ACPI_TABLE_MAX_BYTES);

        if (n == -EACCES || n == -EPERM)
                return 0;
        if (n == -EFBIG)
                return source_note_malformed(snapshot, dir, name, "larger than any table may be");
        if (n < 0)
                return source_note(snapshot, dir, name, (int) n);
        return add_table(dir, name, (Bytes) { buffer, (size_t) n }, snapshot);
}

int read_firmware_tables(RootDir *dir, Snapshot *snapshot) {
        const Names *names = &snapshot->host.firmware_tables;
        _cleanup_free_ uint8_t *buffer = NULL;

        if (names->count == 0)
                return 0;
        buffer = malloc(ACPI_TABLE_MAX_BYTES);
        if (!buffer)
                return -ENOMEM;
        for (size_t i = 0; i < names->count; i++) {
                int r = read_table(dir, names->items[i], buffer, snapshot);

                if (r < 0)
                        return r;
        }
        return 0;
}
