/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Events of AMD-Vi (drivers/iommu/amd/iommu.c, Linux 2.6 to 7.2):
 *   xhci_hcd 0000:0f:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x0015 address=0x0 flags=0x0000]
 *   AMD-Vi: Event logged [IO_PAGE_FAULT device=0f:00.0 domain=0x0015 address=0x0 flags=0x0000]
 * with the segment since 5.19, and other events with fields of their own.
 */

#include "sources/fault-match.h"

#include <string.h>

#include "sources/fault-parts.h"
#include "sources/fault-reasons.h"

/* amd_iommu_types.h, Linux 7.2 */
#define EVENT_FLAG_INTERRUPT 0x008
#define EVENT_FLAG_WRITE     0x020

static bool take_field(Scanner body, const char *key, FaultMatch *match, Number *ret) {
        uint64_t value;

        if (!scanner_find(&body, key) || !scanner_take_hex(&body, &value))
                return false;
        *ret = number(value);
        match->n_read++;
        return true;
}

/* The name before ": AMD-Vi:": a PCI function, or the unit itself. */
static void take_prefix(const char *start, const char *marker, Fault *fault) {
        const char *end = marker, *name;
        char word[FAULT_NAME_MAX];

        while (end > start && scanner_is_blank(end[-1]))
                end--;
        if (end == start || *--end != ':')
                return;
        for (name = end; name > start && !scanner_is_blank(name[-1]);)
                name--;
        if ((size_t) (end - name) >= sizeof(word))
                return;
        memcpy(word, name, (size_t) (end - name));
        word[end - name] = '\0';
        if (strncmp(word, "ivhd", 4) == 0)
                memcpy(fault->unit, word, sizeof(word));
        else
                (void) parse_fault_pci_name(word, fault->device);
}

static void take_device(Scanner body, FaultMatch *match) {
        char name[FAULT_NAME_MAX];

        if (scanner_find(&body, "device=") &&
                        scanner_take_until(&body, " ,]\t\r\n", name, sizeof(name)) &&
                        parse_fault_pci_name(name, match->fault.device))
                match->n_read++;
}

/* As the kernel takes the flags of page faults (amd_iommu_report_page_fault()); it does not look
 * into those of other events. */
static void set_access(Fault *fault) {
        if (strcmp(fault->reason, "IO_PAGE_FAULT") != 0 || !fault->flags.known)
                return;
        fault->access = fault->flags.value & EVENT_FLAG_INTERRUPT ? FAULT_ACCESS_INTERRUPT
                        : fault->flags.value & EVENT_FLAG_WRITE   ? FAULT_ACCESS_WRITE
                                                                  : FAULT_ACCESS_READ;
}

static void parse_fields(Scanner body, FaultMatch *match) {
        Fault *fault = &match->fault;

        take_device(body, match);
        if (!take_field(body, "address=", match, &fault->address) &&
                        !take_field(body, "gpa=", match, &fault->address))
                (void) take_field(body, "spa=", match, &fault->address);
        if (take_field(body, "pasid=", match, &fault->pasid))
                fault->has_pasid = TRUTH_YES;
        (void) take_field(body, "flags=", match, &fault->flags);
        set_access(fault);
}

static bool is_event_name(const char *name) {
        for (; *name; name++)
                if (!((*name >= 'A' && *name <= 'Z') || (*name >= '0' && *name <= '9') || *name == '_'))
                        return false;
        return true;
}

void parse_amd_fault(Scanner text, FaultMatch *ret) {
        const char *start = text.cursor, *marker, *end;
        Fault *fault = &ret->fault;
        char name[FAULT_NAME_MAX];

        fault->driver = UNIT_AMD_VI;
        do {
                if (!scanner_find(&text, "AMD-Vi:"))
                        return;
                marker = text.cursor - strlen("AMD-Vi:");
                scanner_skip_blanks(&text);
        } while (!scanner_take(&text, "Event logged"));
        ret->kind = FAULT_MATCH_PART;
        scanner_skip_blanks(&text);
        if (!scanner_take(&text, "["))
                return;
        scanner_skip_blanks(&text);
        end = memchr(text.cursor, ']', (size_t) (text.end - text.cursor));
        if (!scanner_take_until(&text, " \t\r\n]", name, sizeof(name)) || !is_event_name(name))
                return;
        ret->kind = end ? FAULT_MATCH_WHOLE : FAULT_MATCH_FOUND;
        ret->n_read += 1 + (end != NULL);
        memcpy(fault->reason, name, strlen(name) + 1);
        fault->explanation = find_amd_reason(name);
        take_prefix(start, marker, fault);
        text.end = end ? end + 1 : text.end;
        parse_fields(text, ret);
}
