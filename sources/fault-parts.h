/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Parts of log lines that all drivers' faults share: when, who.
 */

#include "base/macros.h"
#include "base/scanner.h"
#include "model/fault.h"

typedef struct SmmuLine SmmuLine;

/*
 * When a line was written, as it says: "[  12.5]" and "[Fri May  1 09:46:41 2026]" of dmesg
 * before "May  1 09:46:41" and "2026-05-01T09:46:41+0200" of the journal. Empty if it doesn't.
 */
void parse_fault_time(Scanner line, char ret[static FAULT_TIME_MAX]);

/* True if the line begins as one of the kernel log, so it is no wrapped rest of another. */
bool is_log_line(Scanner line);

/* A PCI function in any of the kernel's forms, "3b:00.2", "0000:3b:00.2", "[0x3b:0x00.2",
 * and "3b.00.2" as people retype it, becomes "0000:3b:00.2". Refused if it is none. */
bool parse_fault_pci_name(const char *name, char ret[static FAULT_NAME_MAX]);

/* The same for 16 bits of bus, device and function. */
void parse_fault_requester(uint64_t id, char ret[static FAULT_NAME_MAX]);

/* A line of an Arm SMMU driver: "arm-smmu-v3 fc900000.iommu: BODY". */
struct SmmuLine {
        bool is_v3;
        char unit[FAULT_NAME_MAX]; /* empty if the line leaves it out */
        Scanner body;              /* up to the next such line */
};

/* Cuts the next one off the text; false if there is none left. */
bool parse_smmu_line(Scanner *text, SmmuLine *ret);

/* True if both names are known and differ. */
_pure_ bool is_other_unit(const char *a, const char *b);
