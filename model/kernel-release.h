/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Kernel releases, "6.1.0-53-amd64", as far as knowledge about versions needs them.
 * What follows from a version is a "may": vendors backport.
 */

/*
 * Compares a release with major.minor: negative, 0 or positive as the release is
 * older, of that series, or newer. A release that is NULL or doesn't begin with
 * two numbers counts as newer than anything: new kernels are the likelier stranger.
 */
int kernel_release_compare(const char *release, unsigned major, unsigned minor);
