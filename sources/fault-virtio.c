/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Faults that the host of a virtual machine reports (drivers/iommu/virtio-iommu.c, Linux 5.3 to 7.2):
 *   virtio_iommu virtio3: page fault from EP 8 at 0x1000 [W]
 * without address and access if the host gave none.
 */

#include "sources/fault-match.h"

#include <string.h>

#include "sources/fault-parts.h"

static const struct {
        const char *word, *explanation;
} reasons[] = {
        { "domain", "the device is attached to no domain" },
        { "page", "the address is not mapped, or not for this access" },
        { "unknown", "the host gave no reason" },
};

static bool take_reason(Scanner *scanner, Fault *fault) {
        for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
                if (scanner_take(scanner, reasons[i].word)) {
                        memcpy(fault->reason, reasons[i].word, strlen(reasons[i].word) + 1);
                        fault->explanation = reasons[i].explanation;
                        return true;
                }
        return false;
}

/* "[RWX]", of which those set are printed. */
static FaultAccess take_access(Scanner scanner) {
        bool can_read, can_write, can_execute;

        if (!scanner_take(&scanner, " ["))
                return FAULT_ACCESS_UNKNOWN;
        can_read = scanner_take(&scanner, "R");
        can_write = scanner_take(&scanner, "W");
        can_execute = scanner_take(&scanner, "X");
        if (!scanner_take(&scanner, "]"))
                return FAULT_ACCESS_UNKNOWN;
        return can_write ? FAULT_ACCESS_WRITE
                        : can_execute ? FAULT_ACCESS_EXECUTE
                        : can_read ? FAULT_ACCESS_READ
                                   : FAULT_ACCESS_UNKNOWN;
}

static bool parse_body(Scanner *scanner, FaultMatch *match) {
        Fault *fault = &match->fault;
        uint64_t endpoint, address;

        if (!scanner_take_until(scanner, ": \t\r\n", fault->unit, sizeof(fault->unit)) ||
                        !scanner_take(scanner, ": ") || !take_reason(scanner, fault) ||
                        !scanner_take(scanner, " fault from EP "))
                return false;
        match->kind = FAULT_MATCH_FOUND;
        match->n_read++;
        if (!scanner_take_number(scanner, &endpoint))
                return true;
        fault->stream = number(endpoint);
        match->n_read++;
        if (!scanner_take(scanner, " at ") || !scanner_take_hex(scanner, &address))
                return true;
        fault->address = number(address);
        fault->access = take_access(*scanner);
        match->n_read += 1 + (fault->access != FAULT_ACCESS_UNKNOWN);
        if (fault->access != FAULT_ACCESS_UNKNOWN)
                match->kind = FAULT_MATCH_WHOLE;
        return true;
}

void parse_virtio_fault(Scanner text, FaultMatch *ret) {
        static const char *const markers[] = { "virtio_iommu ", "virtio-iommu " };

        for (size_t i = 0; i < ARRAY_SIZE(markers); i++)
                for (Scanner scanner = text; scanner_find(&scanner, markers[i]);) {
                        Scanner body = scanner;

                        ret->fault = (Fault) { .driver = UNIT_VIRTIO_IOMMU };
                        if (parse_body(&body, ret))
                                return;
                }
}
