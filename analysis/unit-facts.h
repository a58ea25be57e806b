/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What a unit's registers come to with this kernel and these boot options.
 */

#include "model/assessment.h"
#include "model/snapshot.h"

/* amd_virtual_bits: firmware_amd_virtual_bits(). */
UnitFacts compute_unit_facts(const Host *host, const Unit *unit, Number amd_virtual_bits);
