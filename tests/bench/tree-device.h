/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * tree-device: the sysfs directory of one PCI function.
 */

#include "tests/bench/tree-plan.h"
#include "tests/bench/tree-writer.h"

/* Makes the directory of @device below @sys_devices (sys/devices); bridges must come before what
 * is behind them. */
void tree_device_write(TreeWriter *sys_devices, const TreePlan *plan, const TreeDevice *device);
