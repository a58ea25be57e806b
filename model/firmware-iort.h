/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Iort: the I/O Remapping Table of Arm (Arm DEN0049; include/acpi/actbl2.h and
 * drivers/acpi/arm64/iort.c, Linux 7.2).
 *
 * Nodes are devices, root complexes, SMMUs and interrupt translators; maps say which ids
 * of a node become which ids at another one.
 */

#include <stddef.h>
#include <stdint.h>

#include "model/number.h"

typedef struct Iort Iort;
typedef struct IortMap IortMap;
typedef struct IortMemory IortMemory;
typedef struct IortNode IortNode;
typedef struct IortRegion IortRegion;

enum {
        IORT_ITS_GROUP,
        IORT_COMPONENT, /* a device that has an ACPI name only */
        IORT_ROOT_COMPLEX,
        IORT_SMMU, /* v1 or v2 */
        IORT_SMMU_V3,
        IORT_PMCG, /* performance counters */
        IORT_RMR,  /* memory that a device needs mapped one to one */
        IORT_IWB,  /* wires to interrupts */
        _IORT_TYPE_MAX,
};

#define IORT_MAP_SINGLE        0x01 /* the input id is of no account */
#define IORT_V3_DEVICE_ID      0x10 /* device_id_map is valid */
#define IORT_RMR_REMAP_ALLOWED 0x01

struct IortMap {
        size_t offset;
        uint32_t input;
        uint64_t count;     /* of ids, one more than the table says */
        uint32_t output;
        uint32_t reference; /* offset of the node that these ids go to */
        uint32_t flags;
};

struct IortMemory {
        uint32_t coherency; /* 0 no, 1 fully */
        uint8_t hints;
        uint8_t access; /* 1 coherent path, 2 cacheable and shareable, 4 may be overridden */
};

struct IortRegion {
        size_t offset;
        uint64_t base;
        uint64_t bytes;
};

struct IortNode {
        size_t offset;
        uint8_t type;
        uint16_t length; /* in bytes */
        uint8_t revision;
        uint32_t id;
        IortMap *maps;
        size_t n_maps, maps_capacity;

        uint32_t flags; /* component, SMMUs, RMR */
        uint64_t base;  /* SMMUs, IWB; PMCG: page 0 */
        uint32_t model; /* SMMUs */
        char *name;     /* component, IWB: path in the ACPI namespace, not escaped */
        union {
                struct {
                        uint32_t *ids;
                        size_t n_ids, capacity;
                } its;
                struct {
                        IortMemory memory;
                        Number address_limit_bits;
                        uint32_t ats;     /* root complex: 1 ATS, 2 PRI, 4 PASID */
                        uint32_t segment; /* root complex */
                        Number pasid;     /* root complex: 4:0 width */
                } device;                 /* component and root complex */
                struct {
                        uint64_t span; /* in bytes */
                        uint32_t n_context_interrupts, n_pmu_interrupts;
                } smmu;
                struct {
                        uint64_t vatos;
                        uint32_t event, pri, error, sync; /* interrupts, 0 for none */
                        Number proximity_domain;
                        Number device_id_map; /* index */
                } smmu_v3;
                struct {
                        Number page1;
                        uint32_t interrupt;
                        uint32_t reference; /* offset of the node whose counters these are */
                } pmcg;
                struct {
                        IortRegion *regions;
                        size_t n_regions, capacity;
                } rmr;
                uint16_t iwb_index;
        };
};

struct Iort {
        uint32_t node_count; /* as the table claims */
        IortNode *nodes;
        size_t n_nodes, capacity;
};
