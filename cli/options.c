/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/verb.h"

const char *arg_root;
const char *arg_columns;
JsonMode arg_json = JSON_OFF;
bool arg_legend = true;
bool arg_full;
const char *arg_values[_VERB_OPTION_MAX];

/* Options of one verb alone. All take a value. */
static const struct {
        const char *name;
        const char *verb;
        const char *help; /* with its value, as help shows it */
} verb_options[] = {
        [VERB_OPTION_THRESHOLD] = { "threshold", "check", "threshold=SEVERITY  notice, warning (default) or critical" },
        [VERB_OPTION_FORMAT] = { "format", "check", "format=FORMAT       plain (default), nagios or json" },
        [VERB_OPTION_DEVICE] = { "device", "explain", "device=DEVICE|GROUP  map: for which group" },
        [VERB_OPTION_IOVA] = { "iova", "explain", "iova=ADDRESS         map: from where on" },
        [VERB_OPTION_SIZE] = { "size", "explain", "size=SIZE            map: how many bytes, such as 0x1000, 4096 or 2M" },
        [VERB_OPTION_VADDR] = { "vaddr", "explain", "vaddr=ADDRESS        map: of the memory, if its alignment matters" },
        [VERB_OPTION_ERRNO] = { "errno", "explain", "errno=NAME           map: what the kernel gave" },
        [VERB_OPTION_GUEST] = { "guest", "windows", "guest=SIZE          would the memory of such a guest fit?" },
        [VERB_OPTION_MACHINE] = { "machine", "windows", "machine=MACHINE     the guest's: q35, pc or virt" },
        [VERB_OPTION_VCPU] = { "vcpu", "windows", "vcpu=VENDOR         the guest's processor: intel or amd" },
        [VERB_OPTION_FIT] = { "fit", "windows", "fit=SIZE            find a place for so many bytes" },
        [VERB_OPTION_ALIGN] = { "align", "windows", "align=SIZE          a place at a multiple of it" },
        [VERB_OPTION_BELOW] = { "below", "windows", "below=ADDRESS       a place that ends below it" },
};

enum {
        OPTION_JSON = 256,
        OPTION_NO_LEGEND,
        OPTION_NO_PAGER,
        OPTION_ROOT,
        OPTION_VERSION,
        OPTION_OF_VERB, /* the first one; the others follow in the order of verb_options */
};

static const struct option common_options[] = {
        { "full", no_argument, NULL, 'l' },
        { "help", no_argument, NULL, 'h' },
        { "json", required_argument, NULL, OPTION_JSON },
        { "no-legend", no_argument, NULL, OPTION_NO_LEGEND },
        { "no-pager", no_argument, NULL, OPTION_NO_PAGER },
        { "output", required_argument, NULL, 'o' },
        { "root", required_argument, NULL, OPTION_ROOT },
        { "version", no_argument, NULL, OPTION_VERSION },
};

static const char option_help[] =
                "  -h --help               show this help\n"
                "     --version            show the version\n"
                "     --root=FILE|DIR      read a capture or a copied tree, not this machine\n"
                "     --json=MODE          write JSON: pretty, short or off\n"
                "  -j                      JSON, pretty on a terminal, else short\n"
                "  -o --output=COLUMNS     columns of a list, by name; +COLUMNS adds some\n"
                "     --no-legend          no heading above a list\n"
                "  -l --full               cut nothing to the terminal's width\n";

void options_print(void) {
        printf("\nOptions:\n%s", option_help);
        for (size_t i = 0; i < ARRAY_SIZE(verb_options); i++) {
                if (i == 0 || strcmp(verb_options[i].verb, verb_options[i - 1].verb) != 0)
                        printf("\nOptions of %s:\n", verb_options[i].verb);
                printf("     --%s\n", verb_options[i].help);
        }
}

int options_check(const char *verb) {
        for (size_t i = 0; i < ARRAY_SIZE(verb_options); i++)
                if (arg_values[i] && strcmp(verb_options[i].verb, verb) != 0) {
                        _cleanup_text_ Text option = TEXT_INIT;

                        text_add_format(&option, "--%s", verb_options[i].name);
                        return fail(EXIT_USAGE, text_get(&option), "belongs to %s, not to %s", verb_options[i].verb, verb);
                }
        return 0;
}

static int parse_json_mode(const char *word) {
        static const struct {
                const char *word;
                JsonMode mode;
        } modes[] = { { "off", JSON_OFF }, { "short", JSON_SHORT }, { "pretty", JSON_PRETTY } };

        for (size_t i = 0; i < ARRAY_SIZE(modes); i++)
                if (strcmp(word, modes[i].word) == 0) {
                        arg_json = modes[i].mode;
                        return 0;
                }
        return fail(EXIT_USAGE, "--json", "'%s' is not one of pretty, short, off", word);
}

int parse_options(int argc, char **argv) {
        struct option options[ARRAY_SIZE(common_options) + ARRAY_SIZE(verb_options) + 1] = { 0 };
        int option, r = 0;

        memcpy(options, common_options, sizeof(common_options));
        for (size_t i = 0; i < ARRAY_SIZE(verb_options); i++)
                options[ARRAY_SIZE(common_options) + i] = (struct option) {
                        .name = verb_options[i].name,
                        .has_arg = required_argument,
                        .val = OPTION_OF_VERB + (int) i,
                };
        while ((option = getopt_long(argc, argv, "hjlo:", options, NULL)) >= 0) {
                if (option >= OPTION_OF_VERB) {
                        arg_values[option - OPTION_OF_VERB] = optarg;
                        continue;
                }
                switch (option) {
                case 'h':
                        return OPTIONS_HELP;
                case OPTION_VERSION:
                        return OPTIONS_VERSION;
                case 'j':
                        arg_json = isatty(STDOUT_FILENO) ? JSON_PRETTY : JSON_SHORT;
                        break;
                case OPTION_JSON:
                        r = MAX(r, parse_json_mode(optarg));
                        break;
                case 'l':
                        arg_full = true;
                        break;
                case 'o':
                        arg_columns = optarg;
                        break;
                case OPTION_NO_LEGEND:
                        arg_legend = false;
                        break;
                case OPTION_NO_PAGER: /* there is no pager, and scripts say so out of habit */
                        break;
                case OPTION_ROOT:
                        if (!*optarg)
                                r = fail(EXIT_USAGE, "--root", "needs the name of a file or directory");
                        arg_root = optarg;
                        break;
                default: /* getopt has said why; what follows may tell how to end */
                        r = EXIT_USAGE;
                }
        }
        return r;
}
