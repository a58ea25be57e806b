/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/firmware-join.h"

#include "analysis/firmware-memory.h"
#include "analysis/firmware-work.h"

int compute_firmware(const Snapshot *snapshot, FirmwareFacts *ret) {
        static int (*const joins[_FIRMWARE_KIND_MAX])(FirmwareWork *work) = {
                [FIRMWARE_DMAR] = compute_firmware_dmar,
                [FIRMWARE_IVRS] = compute_firmware_ivrs,
                [FIRMWARE_IORT] = compute_firmware_iort,
                [FIRMWARE_VIOT] = compute_firmware_viot,
        };
        _cleanup_(firmware_facts_done) FirmwareFacts facts = { .is_complete = true };
        _cleanup_firmware_work_ FirmwareWork work = { 0 };
        int r;

        r = firmware_work_init(&work, snapshot, &facts);
        for (FirmwareKind kind = 0; kind < _FIRMWARE_KIND_MAX && r == 0; kind++) {
                const FirmwareTable *table = firmware_find_table(snapshot, kind);

                if (!table)
                        continue;
                facts.is_known = true;
                work.table = (size_t) (table - snapshot->tables);
                r = joins[kind](&work);
        }
        if (r == 0)
                r = compute_firmware_reserved(&work);
        if (r < 0)
                return r;
        *ret = facts;
        facts = (FirmwareFacts) { 0 };
        return 0;
}
