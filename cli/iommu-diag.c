/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * iommu-diag: the table of verbs, and what all verbs share.
 */

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/check-format.h"
#include "cli/options.h"
#include "cli/verb.h"

typedef struct Verb {
        const char *name;
        const char *arguments; /* as help shows them */
        const char *help;
        int min_args, max_args; /* -1: any number */
        bool has_columns;
        int (*run)(int argc, char **args);
} Verb;

/* The first one runs when none is named. */
static const Verb verbs[] = {
        { "report", "", "everything, the verdict first (default)", 0, 0, false, verb_report },
        { "units", "", "list the IOMMUs", 0, 0, true, verb_units },
        { "groups", "", "list the IOMMU groups", 0, 0, true, verb_groups },
        { "devices", "", "list the devices", 0, 0, true, verb_devices },
        { "show", "OBJECT...", "all facts about units, groups or devices", 1, -1, false, verb_show },
        { "windows", "[GROUP|DEVICE...]", "where devices may be mapped, and what bounds it", 0, -1, false,
                        verb_windows },
        { "check", "", "is there anything wrong? The exit status tells", 0, 0, false, verb_check },
        { "explain", "[ID...]|map", "what a finding means; would VFIO map a range", 0, -1, false, verb_explain },
        { "diff", "A [B]", "what changed between two captures, or since one", 1, 2, false, verb_diff },
        { "decode", "KIND ARGUMENT...", "explain registers, features, ACPI tables or a log", 1, -1, false,
                        verb_decode },
        { "capture", "[FILE]", "save all that is read, for a bug report or a replay", 0, 1, false,
                        verb_capture },
};

int fail(int status, const char *subject, const char *format, ...) {
        _cleanup_text_ Text text = TEXT_INIT;
        _cleanup_free_ char *reason = NULL;
        va_list ap;

        va_start(ap, format);
        if (vasprintf(&reason, format, ap) < 0)
                reason = NULL;
        va_end(ap);
        text_add_escaped(&text, subject);
        text_add(&text, subject ? ": " : "");
        text_add_escaped(&text, reason);
        fprintf(stderr, "iommu-diag: %s\n", text_get(&text));
        return status;
}

int finish_output(int r) {
        if (r == 0 && (fflush(stdout) != 0 || ferror(stdout)))
                r = errno != 0 ? -errno : -EIO;
        return r < 0 ? fail(EXIT_FAILED, NULL, "writing failed: %s", strerror(-r)) : EXIT_SUCCESS;
}

static int print_help(void) {
        printf("iommu-diag [OPTION...] [VERB]\n\n"
               "Shows the IOMMUs of this machine, what is behind each, and where devices may be\n"
               "mapped. Reads only; touches no device.\n\nVerbs:\n");
        for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
                printf("  %s %-*s %s\n", verbs[i].name, (int) (25 - strlen(verbs[i].name)),
                                verbs[i].arguments, verbs[i].help);
        options_print();
        printf("\nSee the iommu-diag(1) man page for details.\n");
        return finish_output(0);
}

static const Verb *find_verb(const char *name) {
        for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
                if (strcmp(verbs[i].name, name) == 0)
                        return verbs + i;
        return NULL;
}

/* 0, or the exit status after a message. args begins with the verb, or is empty. */
static int choose_verb(int argc, char **args, const Verb **ret) {
        const Verb *verb = argc > 0 ? find_verb(args[0]) : verbs;
        int n_args = argc > 0 ? argc - 1 : 0;

        if (!verb)
                return fail(EXIT_USAGE, args[0], "unknown verb; iommu-diag --help lists them");
        if (n_args < verb->min_args)
                return fail(EXIT_USAGE, verb->name, "needs %s", verb->arguments);
        if (verb->max_args >= 0 && n_args > verb->max_args)
                return fail(EXIT_USAGE, verb->name, "too many arguments, from '%s' on",
                                args[1 + verb->max_args]);
        if (arg_columns && !verb->has_columns)
                return fail(EXIT_USAGE, "--output", "%s has no columns; units, groups and devices have",
                                verb->name);
        *ret = verb;
        return options_check(verb->name);
}

/* A file that we open must not become stdout by accident. */
static int open_standard_fds(void) {
        for (;;) {
                int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

                if (fd < 0)
                        return -errno;
                if (fd > STDERR_FILENO)
                        return close(fd);
        }
}

int main(int argc, char **argv) {
        static char output_buffer[64 * 1024];
        const Verb *verb = NULL;
        int r;

        if (argc < 1 || open_standard_fds() < 0)
                return EXIT_USAGE;
        /* A report on many devices is megabytes; the default buffer would cost a call for each 4 KiB. */
        (void) setvbuf(stdout, output_buffer, _IOFBF, sizeof(output_buffer));
        argv[0] = (char *) "iommu-diag"; /* how getopt begins its messages, like fail() */
        r = parse_options(argc, argv);
        if (r == OPTIONS_HELP)
                return print_help();
        if (r == OPTIONS_VERSION) {
                puts(PACKAGE_STRING);
                return finish_output(0);
        }
        argc -= optind;
        argv += optind;
        if (r == 0)
                r = choose_verb(argc, argv, &verb);
        if (r != 0)
                return argc > 0 && strcmp(argv[0], "check") == 0 ? check_format_map_status(r) : r;
        /* For the widths of characters in tables. JSON has none, and matching names in the hardware
         * database takes three times as long in UTF-8. */
        if (arg_json == JSON_OFF) {
                (void) setlocale(LC_ALL, "");
                /* Names are UTF-8 whatever the locale; in others they would be measured wrongly. */
                if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
                        (void) setlocale(LC_CTYPE, "C.UTF-8");
        }
        return verb->run(argc > 0 ? argc - 1 : 0, argv + (argc > 0));
}
