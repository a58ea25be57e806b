/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * User addresses: can a process hand its own addresses to the devices of a group, as DPDK and SPDK
 * do in their "VA" mode?
 */

#include "model/assessment.h"
#include "model/snapshot.h"

/*
 * Fills facts->user_addresses. After compute_windows(). What the two programs conclude:
 * DPDK (drivers/bus/pci/linux/pci.c, 2026) reads MGAW of the device's VT-d unit and keeps its IOVAs
 * below it; with any other unit it supposes that all addresses are good.
 * SPDK (lib/env_dpdk/init.c, 2026) uses physical addresses if a VT-d unit of the machine has fewer
 * than 48 bits; without VT-d it supposes that its own are good.
 */
void compute_user_addresses(const Snapshot *snapshot, const Group *group, GroupFacts *facts);
