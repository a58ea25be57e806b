/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Does a guest fit, and where is room: as text, whose last line is the answer.
 */

#include "model/assessment.h"
#include "model/fit.h"
#include "report/terminal.h"

void text_fit_print_guest(const Terminal *terminal, const GroupFacts *facts, const GuestRequest *request,
                const GuestFit *fit);
void text_fit_print_place(const Terminal *terminal, const GroupFacts *facts, const PlaceRequest *request,
                const IovaPlace *place);
