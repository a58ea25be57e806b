/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/fault.h"

#include <string.h>

static bool same_number(Number a, Number b) {
        return a.known == b.known && (!a.known || a.value == b.value);
}

bool fault_equal(const Fault *a, const Fault *b) {
        return a->driver == b->driver && a->access == b->access && a->has_pasid == b->has_pasid &&
                        same_number(a->address, b->address) && same_number(a->index, b->index) &&
                        same_number(a->stream, b->stream) && same_number(a->pasid, b->pasid) &&
                        same_number(a->flags, b->flags) && same_number(a->reason_code, b->reason_code) &&
                        strcmp(a->device, b->device) == 0 && strcmp(a->unit, b->unit) == 0 &&
                        strcmp(a->reason, b->reason) == 0;
}
