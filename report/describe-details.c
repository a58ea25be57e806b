/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/describe-details.h"

#include "report/describe-window-details.h"

void describe_unit_details(JsonBuilder *object _unused_, const Snapshot *snapshot _unused_,
                const Assessment *assessment _unused_, size_t i _unused_) {
}

void describe_group_details(JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment,
                size_t i) {
        describe_window_details(object, snapshot, assessment, i);
}

void describe_device_details(JsonBuilder *object _unused_, const Snapshot *snapshot _unused_,
                const Assessment *assessment _unused_, size_t i _unused_) {
}
