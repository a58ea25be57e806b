/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Dmar: the DMA Remapping table of Intel VT-d (VT-d specification, chapter 8;
 * include/acpi/actbl1.h, Linux 7.2).
 */

#include <stddef.h>
#include <stdint.h>

typedef struct DeviceScope DeviceScope;
typedef struct Dmar Dmar;
typedef struct DmarStructure DmarStructure;
typedef struct ScopeStep ScopeStep;

#define DMAR_INTERRUPT_REMAPPING 0x01
#define DMAR_X2APIC_OPT_OUT      0x02
#define DMAR_DMA_CONTROL_OPT_IN  0x04
#define DMAR_REMAPPING_OPT_OUT   0x08 /* known to Linux from 7.3 on */

enum {
        DMAR_DRHD, /* a unit */
        DMAR_RMRR, /* memory that a device needs mapped one to one */
        DMAR_ATSR, /* root ports that take translation requests */
        DMAR_RHSA, /* the NUMA node of a unit */
        DMAR_ANDD, /* a device that has an ACPI name only */
        DMAR_SATC, /* integrated devices with a translation cache */
        DMAR_SIDP, /* properties of integrated devices */
        _DMAR_TYPE_MAX,
};

#define DRHD_INCLUDE_PCI_ALL 0x01
#define ATSR_ALL_PORTS       0x01
#define SATC_ATC_REQUIRED    0x01

enum {
        SCOPE_ENDPOINT = 1,
        SCOPE_BRIDGE, /* and all behind it */
        SCOPE_IOAPIC,
        SCOPE_HPET,
        SCOPE_NAMESPACE, /* the device of an ANDD */
        _SCOPE_TYPE_MAX,
};

struct ScopeStep {
        uint8_t device;
        uint8_t function;
};

/* The first step is on start_bus, each later one on the bus behind the bridge before it. */
struct DeviceScope {
        uint8_t type;
        uint8_t flags;
        uint8_t enumeration_id; /* of an IOAPIC, an HPET or an ANDD */
        uint8_t start_bus;
        ScopeStep *path;
        size_t n_steps;
};

/* What a type doesn't have is 0. */
struct DmarStructure {
        size_t offset;
        uint16_t type;
        uint16_t length; /* in bytes */
        uint8_t flags;   /* DRHD, ATSR, SATC */
        uint8_t size;    /* DRHD: registers are 2^size pages of 4 KiB; 0 before VT-d 4.0 */
        uint16_t segment;
        uint64_t base;  /* DRHD, RHSA: of the registers; RMRR: first byte */
        uint64_t limit; /* RMRR: last byte */
        uint32_t proximity_domain; /* RHSA */
        uint8_t device_number;     /* ANDD: what scopes refer to */
        char *name;                /* ANDD: path in the ACPI namespace, not escaped */
        DeviceScope *scopes;
        size_t n_scopes, scopes_capacity;
};

struct Dmar {
        uint16_t host_address_bits; /* how far DMA reaches */
        uint8_t flags;
        DmarStructure *structures;
        size_t n_structures, capacity;
};

static inline uint64_t drhd_bytes(const DmarStructure *drhd) {
        return UINT64_C(4096) << (drhd->size & 0xf);
}
