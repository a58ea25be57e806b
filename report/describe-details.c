/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/describe-details.h"

#include "report/describe-isolation.h"

void describe_unit_details(JsonBuilder *object _unused_, const Snapshot *snapshot _unused_,
                const Assessment *assessment _unused_, size_t i _unused_) {
}

void describe_group_details(
                JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i) {
        describe_group_isolation(object, snapshot, assessment, i);
}

void describe_device_details(JsonBuilder *object, const Snapshot *snapshot,
                const Assessment *assessment _unused_, size_t i) {
        describe_device_capabilities(object, snapshot, i);
}
