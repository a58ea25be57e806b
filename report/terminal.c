/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/terminal.h"

#include <string.h>
#include <sys/ioctl.h>

#include "base/parse.h"

static bool wants_colour(bool is_tty) {
        const char *systemd = getenv("SYSTEMD_COLORS"), *none = getenv("NO_COLOR"), *term = getenv("TERM");

        if (systemd)
                return strcmp(systemd, "0") != 0 && strcmp(systemd, "false") != 0 &&
                                strcmp(systemd, "no") != 0 && strcmp(systemd, "off") != 0;
        if (none && *none)
                return false;
        return is_tty && term && strcmp(term, "dumb") != 0;
}

void terminal_init(Terminal *terminal, FILE *file, bool is_full) {
        const char *columns = getenv("COLUMNS");
        struct winsize size;
        uint64_t value;

        *terminal = (Terminal) {
                .file = file,
                .columns = TERMINAL_COLUMNS_DEFAULT,
                .is_tty = isatty(fileno(file)),
                .is_full = is_full,
        };
        terminal->has_colour = wants_colour(terminal->is_tty);
        if (columns && parse_unsigned(columns, 10, 10000, &value) == 0 && value >= 20)
                terminal->columns = (unsigned) value;
        else if (terminal->is_tty && ioctl(fileno(file), TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
                terminal->columns = size.ws_col;
}

static const char *colour(const Terminal *terminal, const char *sequence) {
        return terminal->has_colour ? sequence : "";
}

const char *terminal_verdict_colour(const Terminal *terminal, Verdict verdict) {
        switch (verdict) {
        case VERDICT_OK:
                return colour(terminal, "\033[1;32m");
        case VERDICT_BROKEN:
                return colour(terminal, "\033[1;31m");
        default:
                return colour(terminal, "\033[1;33m");
        }
}

const char *terminal_severity_colour(const Terminal *terminal, Severity severity) {
        if (severity == SEVERITY_CRITICAL)
                return colour(terminal, "\033[1;31m");
        return severity == SEVERITY_WARNING ? colour(terminal, "\033[1;33m") : "";
}

const char *terminal_bold(const Terminal *terminal) {
        return colour(terminal, "\033[1m");
}

const char *terminal_reset(const Terminal *terminal) {
        return colour(terminal, "\033[0m");
}

/* Bytes of the first so many characters of UTF-8; all of it if there are fewer. */
static size_t utf8_prefix(const char *string, size_t characters) {
        size_t i;

        for (i = 0; string[i]; i++)
                if ((string[i] & 0xc0) != 0x80 && characters-- == 0)
                        break;
        return i;
}

void terminal_add_cut(Text *text, const Terminal *terminal, const char *string, size_t columns) {
        _cleanup_text_ Text escaped = TEXT_INIT;
        const char *s;

        text_add_escaped(&escaped, string);
        if (text_error(&escaped) < 0)
                text->failed = true;
        s = text_get(&escaped);
        if (terminal->is_full || !s[utf8_prefix(s, columns)]) {
                text_add(text, s);
                return;
        }
        text_add_bytes(text, s, utf8_prefix(s, columns > 2 ? columns - 2 : 0));
        text_add(text, "..");
}

void terminal_print_wrapped(const Terminal *terminal, const char *string, size_t used, size_t indent) {
        _cleanup_text_ Text escaped = TEXT_INIT;
        const char *word;
        bool is_first = true;

        text_add_escaped(&escaped, string);
        for (word = text_get(&escaped); *word;) {
                size_t n = strcspn(word, " ");

                if (!is_first && used + 1 + n > terminal->columns) {
                        fprintf(terminal->file, "\n%*s", (int) indent, "");
                        used = indent;
                } else if (!is_first) {
                        fputc(' ', terminal->file);
                        used++;
                }
                fwrite(word, 1, n, terminal->file);
                used += n;
                word += n + strspn(word + n, " ");
                is_first = false;
        }
        fputc('\n', terminal->file);
}
