/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * FirmwareWork: what the joins of the four tables share: finding devices by number and
 * units by address, and writing down what was found.
 *
 * A table may name any number of devices any number of times, and a joke of one may name them all
 * sixteen thousand times. All loops over devices are paid from one budget, far above what
 * any real machine needs; when it is used up, what is left stays unknown.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "model/firmware-facts.h"
#include "model/snapshot.h"

typedef struct BusRange BusRange;
typedef struct FirmwareWork FirmwareWork;
typedef struct UnitKey UnitKey;

/* In devices looked at. */
#define FIRMWARE_WORK_BUDGET (UINT64_C(1) << 21)

/* The buses behind a bridge. */
struct BusRange {
        bool is_known;
        uint8_t first, last; /* none if first is 0, which is no bus behind a bridge */
};

struct UnitKey {
        uint64_t key; /* address of registers, or segment, bus, device and function */
        size_t unit;
};

struct FirmwareWork {
        const Snapshot *snapshot;
        FirmwareFacts *facts;
        size_t table;    /* index of the one in hand */
        size_t n_pci;    /* the first devices are the PCI functions, by address */
        BusRange *buses; /* for each of them */
        UnitKey *addresses, *functions; /* of the snapshot's units; ascending */
        size_t n_addresses, n_functions;
        uint64_t budget;
};

/* 0 or -ENOMEM. */
_warn_unused_ int firmware_work_init(FirmwareWork *work, const Snapshot *snapshot, FirmwareFacts *facts);
void firmware_work_done(FirmwareWork *work);
#define _cleanup_firmware_work_ _cleanup_(firmware_work_done)

/* The table in hand. */
const FirmwareTable *firmware_work_table(const FirmwareWork *work);

/* False if that is more than is left. */
bool firmware_work_spend(FirmwareWork *work, uint64_t n_devices);

/* The functions of a segment from one to another, both included. */
FirmwareSpan firmware_work_find_span(
                const FirmwareWork *work, uint32_t segment, uint16_t first, uint16_t last);
size_t firmware_work_find_function(const FirmwareWork *work, uint32_t segment, uint16_t function);

/* The snapshot's unit with registers at this address, or that is this function; NO_INDEX if none. */
size_t firmware_work_find_address(const FirmwareWork *work, uint64_t address);
size_t firmware_work_find_unit(const FirmwareWork *work, uint32_t segment, uint16_t function);

/* The facts' unit at this offset of the table in hand, whose units begin at `first`; NO_INDEX if none. */
size_t firmware_work_find_offset(const FirmwareWork *work, size_t first, size_t offset);

/* NULL when memory runs out. Pointers are good until the next one is added. */
FirmwareUnit *firmware_work_add_unit(FirmwareWork *work, size_t entry, size_t offset);
FirmwareRegion *firmware_work_add_region(FirmwareWork *work, size_t offset, Iova first, Iova last);

/* These devices are behind the facts' unit of this index, unless they are behind one already. */
void firmware_work_claim(FirmwareWork *work, FirmwareSpan span, size_t unit);

/* The same, and the last word counts. */
void firmware_work_reclaim(FirmwareWork *work, FirmwareSpan span, size_t unit);

/* The region is for these devices too. 0 or -ENOMEM. */
_warn_unused_ int firmware_work_add_span(FirmwareWork *work, FirmwareRegion *region, FirmwareSpan span);

/* One unit of the facts from `first` on and one of the snapshot's of this kind that are left over
 * must be the same, if the latter says nothing about itself. */
void firmware_work_join_last(FirmwareWork *work, UnitKind kind, size_t first);

/* The four tables, each when it is in hand. 0 or -ENOMEM. */
_warn_unused_ int compute_firmware_dmar(FirmwareWork *work);
_warn_unused_ int compute_firmware_ivrs(FirmwareWork *work);
_warn_unused_ int compute_firmware_iort(FirmwareWork *work);
_warn_unused_ int compute_firmware_viot(FirmwareWork *work);

/* Groups and reserved regions of all regions, in the end. 0 or -ENOMEM. */
_warn_unused_ int compute_firmware_reserved(FirmwareWork *work);

static inline uint16_t firmware_work_function(PciAddress address) {
        return (uint16_t) (address.bus << 8 | address.device << 3 | address.function);
}
