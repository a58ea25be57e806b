/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/window-options.h"

#include <errno.h>
#include <string.h>

#include "analysis/guest-fit.h"
#include "base/parse.h"
#include "cli/verb.h"

/* 0, or the exit status after a message. The option must be given. */
static int parse_size_option(VerbOption option, const char *name, uint64_t unit_bytes, uint64_t *ret) {
        const char *value = arg_values[option];
        uint64_t bytes;
        int r;

        r = parse_size(value, &bytes);
        if (r == -ERANGE)
                return fail(EXIT_USAGE, name, "'%s' is more than 64 bits hold", value);
        if (r < 0)
                return fail(EXIT_USAGE, name, "'%s' is not a size, such as 4096, 0x1000, 512M or 64GiB", value);
        if (bytes == 0)
                return fail(EXIT_USAGE, name, "must be more than 0");
        if (bytes % unit_bytes != 0)
                return fail(EXIT_USAGE, name, "'%s' is not made of whole pages (4 KiB)", value);
        *ret = bytes;
        return 0;
}

static int parse_guest_options(WindowOptions *options) {
        const char *machine = arg_values[VERB_OPTION_MACHINE], *vcpu = arg_values[VERB_OPTION_VCPU];

        options->has_vcpu = vcpu != NULL;
        options->guest.has_amd_vcpu = vcpu && strcmp(vcpu, "amd") == 0;
        if (vcpu && !options->guest.has_amd_vcpu && strcmp(vcpu, "intel") != 0)
                return fail(EXIT_USAGE, "--vcpu", "'%s' is not one of intel, amd", vcpu);
        options->guest.machine = machine ? find_guest_machine(machine) : NULL;
        if (machine && !options->guest.machine)
                return fail(EXIT_USAGE, "--machine", "'%s' is not one of q35, pc, virt", machine);
        return parse_size_option(VERB_OPTION_GUEST, "--guest", FIT_PAGE_BYTES, &options->guest.ram_bytes);
}

static int parse_place_options(WindowOptions *options) {
        PlaceRequest *place = &options->place;
        uint64_t below;
        int r;

        *place = (PlaceRequest) { .align_bytes = FIT_PAGE_BYTES, .below_last = IOVA_MAX };
        r = parse_size_option(VERB_OPTION_FIT, "--fit", FIT_PAGE_BYTES, &place->size_bytes);
        if (r == 0 && arg_values[VERB_OPTION_ALIGN])
                r = parse_size_option(VERB_OPTION_ALIGN, "--align", 1, &place->align_bytes);
        if (r != 0)
                return r;
        if ((place->align_bytes & (place->align_bytes - 1)) != 0)
                return fail(EXIT_USAGE, "--align", "'%s' is no power of two", arg_values[VERB_OPTION_ALIGN]);
        /* Whatever is mapped begins on a page. */
        place->align_bytes = MAX(place->align_bytes, (uint64_t) FIT_PAGE_BYTES);
        if (!arg_values[VERB_OPTION_BELOW])
                return 0;
        r = parse_size_option(VERB_OPTION_BELOW, "--below", 1, &below);
        if (r == 0)
                place->below_last = below - 1;
        return r;
}

/* An option that only goes with another one. */
static int check_company(VerbOption option, const char *name, VerbOption needed, const char *needed_name) {
        if (!arg_values[option] || arg_values[needed])
                return 0;
        return fail(EXIT_USAGE, name, "goes with %s only", needed_name);
}

int parse_window_options(int n_objects, WindowOptions *ret) {
        WindowOptions options = {
                .has_guest = arg_values[VERB_OPTION_GUEST] != NULL,
                .has_place = arg_values[VERB_OPTION_FIT] != NULL,
        };
        int r;

        r = check_company(VERB_OPTION_MACHINE, "--machine", VERB_OPTION_GUEST, "--guest");
        if (r == 0)
                r = check_company(VERB_OPTION_VCPU, "--vcpu", VERB_OPTION_GUEST, "--guest");
        if (r == 0)
                r = check_company(VERB_OPTION_ALIGN, "--align", VERB_OPTION_FIT, "--fit");
        if (r == 0)
                r = check_company(VERB_OPTION_BELOW, "--below", VERB_OPTION_FIT, "--fit");
        if (r == 0 && options.has_guest)
                r = parse_guest_options(&options);
        if (r == 0 && options.has_place)
                r = parse_place_options(&options);
        if (r != 0)
                return r;
        if ((options.has_guest || options.has_place) && n_objects != 1)
                return fail(EXIT_USAGE, options.has_guest ? "--guest" : "--fit", "needs exactly one GROUP or DEVICE");
        *ret = options;
        return 0;
}

int window_options_complete(WindowOptions *options, const Snapshot *snapshot) {
        GuestRequest *guest = &options->guest;

        if (!options->has_guest)
                return 0;
        if (!guest->machine)
                guest->machine = find_host_guest_machine(snapshot);
        /* Where RAM is never split, the processor's make is no question. */
        if (guest->machine->split_bytes == 0 && options->has_vcpu)
                return fail(EXIT_USAGE, "--vcpu", "goes with the machines q35 and pc only, and this is %s",
                                guest->machine->name);
        if (guest->machine->split_bytes > 0 && !options->has_vcpu)
                guest->has_amd_vcpu = has_amd_guests(snapshot);
        return 0;
}
