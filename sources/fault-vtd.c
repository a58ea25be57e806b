/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Faults of Intel VT-d (drivers/iommu/intel/dmar.c). The line has changed its form
 * three times:
 *   DMAR:[DMA Read] Request device [00:02.0] fault addr 6df084000      2.6 to 4.x, on
 *   DMAR:[fault reason 05] PTE Write access is not set                 two lines
 *   DMAR: [DMA Read] Request device [00:02.0] PASID ffffffff fault addr 0 [fault reason 02] ...
 *                                                    to 5.10, the reason decimal
 *   DMAR: [DMA Read NO_PASID] Request device [00:02.0] fault addr 0x0 [fault reason 0x02] ...
 *                                                    5.15 on; 7.2 adds the segment
 */

#include "sources/fault-match.h"

#include <string.h>

#include "sources/fault-parts.h"
#include "sources/fault-reasons.h"

#define PASID_NONE 0xffffffff /* INVALID_IOASID, to 5.10 */

static void set_pasid(FaultMatch *match, uint64_t pasid) {
        if (pasid == PASID_NONE)
                match->fault.has_pasid = TRUTH_NO;
        else {
                match->fault.has_pasid = TRUTH_YES;
                match->fault.pasid = number(pasid);
        }
        match->n_read++;
}

static void take_pasid(Scanner *scanner, FaultMatch *match) {
        uint64_t pasid;

        scanner_skip_blanks(scanner);
        if (scanner_take(scanner, "NO_PASID")) {
                match->fault.has_pasid = TRUTH_NO;
                match->n_read++;
        } else if (scanner_take(scanner, "PASID ") && scanner_take_hex(scanner, &pasid))
                set_pasid(match, pasid);
        scanner_skip_blanks(scanner);
}

static void take_device(Scanner *scanner, FaultMatch *match) {
        char name[FAULT_NAME_MAX];

        if (!scanner_find(scanner, "device ["))
                return;
        if (scanner_take_until(scanner, "] \t\n", name, sizeof(name)) && scanner_take(scanner, "]") &&
                        parse_fault_pci_name(name, match->fault.device))
                match->n_read++;
}

static void take_reason(Scanner *scanner, FaultMatch *match) {
        Fault *fault = &match->fault;
        uint64_t code;

        if (!scanner_find(scanner, "[fault reason ") || !scanner_take_number(scanner, &code) ||
                        !scanner_take(scanner, "]"))
                return;
        fault->reason_code = number(code);
        fault->explanation = find_vtd_reason(code);
        match->n_read++;
        scanner_take_line(scanner, fault->reason, sizeof(fault->reason));
        match->kind = FAULT_MATCH_WHOLE;
}

/* Behind "[DMA Read" and the like. */
static void parse_request(Scanner *scanner, FaultMatch *match) {
        Scanner ahead;
        uint64_t value;

        match->kind = FAULT_MATCH_FOUND;
        match->n_read++;
        take_pasid(scanner, match);
        take_device(scanner, match);
        take_pasid(scanner, match);
        ahead = *scanner;
        if (match->fault.access != FAULT_ACCESS_INTERRUPT) {
                if (scanner_find(&ahead, "fault addr ") && scanner_take_hex(&ahead, &value)) {
                        match->fault.address = number(value);
                        match->n_read++;
                        *scanner = ahead;
                }
        } else if (scanner_find(&ahead, "fault index ") && scanner_take_hex(&ahead, &value)) {
                match->fault.index = number(value);
                match->n_read++;
                *scanner = ahead;
        }
        take_reason(scanner, match);
}

/* The fault status register (VT-d specification, 11.4.9); it announces what follows. */
static bool parse_status(Scanner *scanner, FaultMatch *match) {
        uint64_t status;

        if (!scanner_take(scanner, "DRHD: handling fault status reg ") || !scanner_take_hex(scanner, &status))
                return false;
        match->kind = FAULT_MATCH_FOUND;
        match->is_herald = true;
        match->n_read++;
        match->fault.reason_code = number(status);
        memcpy(match->fault.reason, "fault status", sizeof("fault status"));
        match->fault.explanation = "the unit has recorded faults or errors, of which the log has no more";
        return true;
}

/* "VT-d detected Invalidation Time-out Error: SID 3b00", since 6.0 (qi_dump_fault()). */
static bool parse_invalidation_error(Scanner *scanner, FaultMatch *match) {
        static const struct {
                const char *words, *explanation;
        } errors[] = {
                { "Invalidation Queue Error", "the unit refused a command of the kernel" },
                { "Invalidation Time-out Error", "a device did not answer an invalidation of its TLB in time" },
                { "Invalidation Completion Error", "a device answered an invalidation that nobody had sent" },
        };
        uint64_t value;

        if (!scanner_take(scanner, "VT-d detected "))
                return false;
        for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
                if (!scanner_take(scanner, errors[i].words))
                        continue;
                match->kind = FAULT_MATCH_FOUND;
                match->n_read++;
                memcpy(match->fault.reason, errors[i].words, strlen(errors[i].words) + 1);
                match->fault.explanation = errors[i].explanation;
                if (scanner_take(scanner, ": Reason ") && scanner_take_hex(scanner, &value)) {
                        match->fault.reason_code = number(value);
                        match->kind = FAULT_MATCH_WHOLE;
                } else if (scanner_take(scanner, ": SID ") && scanner_take_hex(scanner, &value)) {
                        /* 0: the unit doesn't tell (11.4.9.9); all ones: it is gone. */
                        if (value > 0 && value < 0xffff)
                                parse_fault_requester(value, match->fault.device);
                        match->kind = FAULT_MATCH_WHOLE;
                }
                return true;
        }
        return false;
}

/* Behind "DMAR:" or the like. */
static bool parse_body(Scanner *scanner, FaultMatch *match) {
        Scanner start;

        scanner_skip_blanks(scanner);
        start = *scanner;
        if (scanner_take(scanner, "[DMA Read"))
                match->fault.access = FAULT_ACCESS_READ;
        else if (scanner_take(scanner, "[DMA Write"))
                match->fault.access = FAULT_ACCESS_WRITE;
        else if (scanner_take(scanner, "[INTR-REMAP]"))
                match->fault.access = FAULT_ACCESS_INTERRUPT;
        else if (scanner_take(scanner, "[fault reason ")) {
                /* The second line of an old kernel's fault */
                *scanner = start;
                take_reason(scanner, match);
                match->is_tail = match->kind == FAULT_MATCH_WHOLE;
                return match->is_tail;
        } else
                return parse_status(scanner, match) || parse_invalidation_error(scanner, match);
        parse_request(scanner, match);
        return true;
}

/* "INTR-REMAP: Request device [[f0:1f.0] fault index 0" and its second line, to 3.x. */
static bool parse_old_interrupt(Scanner scanner, FaultMatch *match) {
        Scanner start;

        if (!scanner_find(&scanner, "INTR-REMAP:"))
                return false;
        start = scanner;
        scanner_skip_blanks(&scanner);
        match->fault.access = FAULT_ACCESS_INTERRUPT;
        if (scanner_take(&scanner, "Request ")) {
                parse_request(&scanner, match);
                return true;
        }
        if (parse_body(&start, match))
                return true;
        match->fault.access = FAULT_ACCESS_UNKNOWN;
        return false;
}

void parse_vtd_fault(Scanner text, FaultMatch *ret) {
        Scanner scanner = text;

        ret->fault.driver = UNIT_INTEL_VTD;
        while (scanner_find(&scanner, "DMAR")) {
                Scanner body = scanner;

                scanner_skip_blanks(&body);
                if (scanner_take(&body, ":") && parse_body(&body, ret))
                        return;
        }
        scanner = text;
        if (scanner_find_start(&scanner, "DRHD: handling fault") && parse_status(&scanner, ret))
                return;
        (void) parse_old_interrupt(text, ret);
}
