/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/user-address.h"

#include <string.h>

#include "analysis/window-room.h"

#define SPDK_BITS 48

/* MGAW: bits 21:16 of the capability register, less one (VT-d spec 5.1, 11.4.2). */
static Number address_bits(const Unit *unit) {
        if (unit->kind != UNIT_INTEL_VTD || !unit->cap.known)
                return (Number) { 0 };
        return number((unit->cap.value >> 16 & 0x3f) + 1);
}

static void judge_busy_range(const Group *group, GroupFacts *facts) {
        UserAddresses *user = &facts->user_addresses;
        FitObstacle obstacle = { 0 };

        if (facts->windows_source == WINDOWS_UNKNOWN)
                return;
        user->fits = find_window_obstacle(group, facts, (IovaRange) { USER_BUSY_FIRST, USER_LAST }, &obstacle);
        user->region = obstacle.region;
}

/* Where the group is behind several units, DPDK asks for each device; the narrowest counts for all. */
static void judge_dpdk(const Snapshot *snapshot, const Group *group, GroupFacts *facts) {
        UserAddresses *user = &facts->user_addresses;
        Iova last, busy_last;

        for (size_t i = 0; i < group->n_units; i++) {
                Number bits = address_bits(snapshot->units + group->units[i]);

                if (bits.known && (!user->dpdk_mask_bits.known || bits.value < user->dpdk_mask_bits.value))
                        user->dpdk_mask_bits = bits;
        }
        user->dpdk_is_right = user->fits;
        if (!user->dpdk_mask_bits.known || user->dpdk_mask_bits.value >= USER_BITS ||
                        facts->windows_source == WINDOWS_UNKNOWN)
                return;
        /* It refuses what is beyond, so what counts is whether its own limit is that of the window. */
        busy_last = (1ULL << user->dpdk_mask_bits.value) - 1;
        last = window_room_last(&facts->aperture, true);
        if (facts->n_windows == 0)
                user->dpdk_is_right = TRUTH_NO;
        else if (last >= busy_last)
                user->dpdk_is_right = TRUTH_YES;
        else
                user->dpdk_is_right = window_room_last(&facts->aperture, false) < busy_last ? TRUTH_NO : TRUTH_UNKNOWN;
}

static AddressMode find_spdk_mode(const Snapshot *snapshot) {
        const char *machine = snapshot->host.machine;
        AddressMode mode = ADDRESS_MODE_VIRTUAL;

        if (!machine || strcmp(machine, "x86_64") != 0)
                return ADDRESS_MODE_UNKNOWN;
        for (size_t i = 0; i < snapshot->n_units; i++) {
                Number bits = address_bits(snapshot->units + i);

                if (snapshot->units[i].kind != UNIT_INTEL_VTD)
                        continue;
                if (bits.known && bits.value < SPDK_BITS)
                        return ADDRESS_MODE_PHYSICAL;
                if (!bits.known)
                        mode = ADDRESS_MODE_UNKNOWN;
        }
        return mode;
}

static Truth is_right_mode(AddressMode mode, Truth fits) {
        if (mode == ADDRESS_MODE_UNKNOWN || fits == TRUTH_UNKNOWN)
                return TRUTH_UNKNOWN;
        return (mode == ADDRESS_MODE_VIRTUAL) == (fits == TRUTH_YES) ? TRUTH_YES : TRUTH_NO;
}

void compute_user_addresses(const Snapshot *snapshot, const Group *group, GroupFacts *facts) {
        UserAddresses *user = &facts->user_addresses;

        *user = (UserAddresses) { .fits = TRUTH_UNKNOWN };
        judge_busy_range(group, facts);
        judge_dpdk(snapshot, group, facts);
        user->spdk_mode = find_spdk_mode(snapshot);
        user->spdk_is_right = is_right_mode(user->spdk_mode, user->fits);
}
