/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/decode.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/verb.h"
#include "report/describe-firmware.h"
#include "report/json-stream.h"
#include "report/text-firmware.h"
#include "sources/acpi-table.h"

/* Reads and decodes one file. EXIT_SUCCESS, or after a message EXIT_FAILED. */
static int read_table(const char *path, FirmwareTable *ret) {
        _cleanup_free_ char *data = NULL;
        size_t length;
        struct stat st;
        int r;

        /* Firmware tables are small files, in sysfs too; anything else could block or never end. */
        if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
                return fail(EXIT_FAILED, path, "is not a regular file");
        r = file_read_full(path, ACPI_TABLE_MAX_BYTES, &data, &length);
        if (r == -EFBIG)
                return fail(EXIT_FAILED, path, "is larger than %d bytes", ACPI_TABLE_MAX_BYTES);
        if (r < 0)
                return fail(EXIT_FAILED, path, "can't be read: %s", strerror(-r));
        r = decode_acpi_table((Bytes) { (const uint8_t *) data, length }, ret);
        if (r == -EBADMSG)
                return fail(EXIT_FAILED, path, "is not a DMAR, IVRS, IORT or VIOT table");
        return r < 0 ? finish_output(r) : EXIT_SUCCESS;
}

static int decode_json(int argc, char **args) {
        int status = EXIT_SUCCESS, r;
        JsonStream stream;

        json_stream_begin(&stream, stdout, arg_json == JSON_PRETTY, "iommu-diag/decode/1");
        json_stream_string(&stream, "kind", "acpi");
        json_stream_array_begin(&stream, "tables");
        for (int i = 0; i < argc; i++) {
                FirmwareTable table;

                r = read_table(args[i], &table);
                if (r != EXIT_SUCCESS) {
                        status = r;
                        continue;
                }
                json_stream_element(&stream, describe_firmware_table(&table, args[i]));
                firmware_table_done(&table);
        }
        json_stream_array_end(&stream);
        r = finish_output(json_stream_end(&stream));
        return r != EXIT_SUCCESS ? r : status;
}

static int decode_text(int argc, char **args) {
        int status = EXIT_SUCCESS, r;
        bool is_first = true;
        Terminal terminal;

        terminal_init(&terminal, stdout, arg_full);
        for (int i = 0; i < argc; i++) {
                FirmwareTable table;

                r = read_table(args[i], &table);
                if (r != EXIT_SUCCESS) {
                        status = r;
                        continue;
                }
                if (!is_first)
                        fputc('\n', stdout);
                is_first = false;
                r = text_firmware_print(&terminal, &table, args[i]);
                firmware_table_done(&table);
                if (r < 0)
                        return finish_output(r);
        }
        r = finish_output(0);
        return r != EXIT_SUCCESS ? r : status;
}

int decode_acpi(int argc, char **args) {
        return arg_json != JSON_OFF ? decode_json(argc, args) : decode_text(argc, args);
}
