/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/text-window-details.h"

#include <inttypes.h>

#include "report/describe-window-details.h"

static void add_bits(Text *text, Number bits) {
        if (bits.known)
                text_add_format(text, "%" PRIu64 " bits", bits.value);
        else
                text_add_char(text, '?', 1);
}

static void add_last(Text *text, const GroupFacts *facts) {
        const Window *window = facts->n_windows > 0 ? facts->windows + facts->n_windows - 1 : NULL;

        if (!window)
                text_add(text, "none");
        else if (!window->last_known)
                text_add(text, "to ?");
        else
                text_add_format(text, "to 0x%016" PRIx64, window->range.last);
}

static void print_advice(const Terminal *terminal, const Snapshot *snapshot, const GroupFacts *facts) {
        _cleanup_text_ Text last = TEXT_INIT, platform = TEXT_INIT, device = TEXT_INIT, line = TEXT_INIT;

        add_last(&last, facts);
        add_bits(&platform, facts->advice.platform_bits);
        add_bits(&device, facts->advice.device_mask_bits);
        text_add(&device, ": ");
        describe_device_mask(snapshot, &facts->advice, &device);
        text_add_format(&line, "  %-21s  %-15s  ", text_get(&last), text_get(&platform));
        fprintf(terminal->file, "  %-21s  %-15s  %s\n%s", "KERNEL WINDOW", "PLATFORM ADVICE", "DEVICE ADVICE",
                        text_get(&line));
        terminal_print_wrapped(terminal, text_get(&device), line.length, line.length);
        if (facts->advice.platform_reason) {
                fputs("      platform: ", terminal->file);
                terminal_print_wrapped(terminal, facts->advice.platform_reason, 16, 16);
        }
}

static void add_judgement(Text *text, Truth is_right) {
        static const char *const words[] = {
                [TRUTH_UNKNOWN] = "perhaps wrongly",
                [TRUTH_NO] = "wrongly",
                [TRUTH_YES] = "rightly",
        };

        text_add_format(text, " (%s)", words[is_right]);
}

static void add_programs(Text *line, const UserAddresses *user) {
        if (user->dpdk_mask_bits.known)
                text_add_format(line, "; DPDK keeps below %" PRIu64 " bits", user->dpdk_mask_bits.value);
        else
                text_add(line, "; DPDK takes them");
        add_judgement(line, user->dpdk_is_right);
        if (user->spdk_mode == ADDRESS_MODE_UNKNOWN)
                return;
        text_add(line, user->spdk_mode == ADDRESS_MODE_VIRTUAL ? ", SPDK takes them" : ", SPDK takes physical ones");
        add_judgement(line, user->spdk_is_right);
}

static void print_user_addresses(const Terminal *terminal, const Group *group, const GroupFacts *facts) {
        _cleanup_text_ Text line = TEXT_INIT;

        text_add_format(&line, "a program's own addresses as IOVAs: %s, ",
                        truth_to_string(facts->user_addresses.fits));
        describe_user_reason(group, facts, &line);
        add_programs(&line, &facts->user_addresses);
        fputs("  ", terminal->file);
        terminal_print_wrapped(terminal, text_get(&line), 2, 6);
}

void text_window_details_print(
                const Terminal *terminal, const Snapshot *snapshot, const Assessment *assessment, size_t i) {
        const GroupFacts *facts = assessment->groups + i;

        if (facts->aperture.alternative_reason)
                fprintf(terminal->file, "  or, %s, up to 0x%016" PRIx64 "\n", facts->aperture.alternative_reason,
                                facts->aperture.alternative_last);
        print_advice(terminal, snapshot, facts);
        print_user_addresses(terminal, snapshot->groups + i, facts);
}
