/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void text_done(Text *text) {
        free(text->data);
        *text = (Text) TEXT_INIT;
}

static char *text_reserve(Text *text, size_t more) {
        size_t wanted;
        char *bigger;

        if (text->failed)
                return NULL;
        if (__builtin_add_overflow(text->length, more, &wanted) ||
                        __builtin_add_overflow(wanted, (size_t) 1, &wanted)) {
                text->failed = true;
                return NULL;
        }
        if (wanted > text->capacity) {
                if (wanted < text->capacity * 2)
                        wanted = text->capacity * 2;
                bigger = realloc(text->data, wanted);
                if (!bigger) {
                        text->failed = true;
                        return NULL;
                }
                text->data = bigger;
                text->capacity = wanted;
        }
        return text->data + text->length;
}

void text_add_bytes(Text *text, const char *bytes, size_t length) {
        char *place = text_reserve(text, length);

        if (!place)
                return;
        memcpy(place, bytes, length);
        text->length += length;
        text->data[text->length] = '\0';
}

void text_add(Text *text, const char *string) {
        text_add_bytes(text, string, strlen(string));
}

void text_add_char(Text *text, char c, size_t times) {
        char *place = text_reserve(text, times);

        if (!place)
                return;
        memset(place, c, times);
        text->length += times;
        text->data[text->length] = '\0';
}

void text_add_hex(Text *text, uint64_t value, unsigned digits) {
        char buffer[2 + 16];
        size_t at = sizeof(buffer);

        do {
                buffer[--at] = "0123456789abcdef"[value & 0xf];
                value >>= 4;
        } while (value != 0 || (sizeof(buffer) - at < digits && at > 2));
        buffer[--at] = 'x';
        buffer[--at] = '0';
        text_add_bytes(text, buffer + at, sizeof(buffer) - at);
}

void text_add_format(Text *text, const char *format, ...) {
        char *place;
        va_list ap;
        int n;

        va_start(ap, format);
        n = vsnprintf(NULL, 0, format, ap);
        va_end(ap);
        if (n < 0) {
                text->failed = true;
                return;
        }
        place = text_reserve(text, (size_t) n);
        if (!place)
                return;
        va_start(ap, format);
        (void) vsnprintf(place, (size_t) n + 1, format, ap);
        va_end(ap);
        text->length += (size_t) n;
}

/* Length of the well-formed UTF-8 sequence at s (1 to 4 bytes) with its code
 * point, or 0: overlong forms, surrogates and values past U+10FFFF are refused
 * (Unicode 15, table 3-7). */
static size_t utf8_decode(const unsigned char *s, uint32_t *ret) {
        static const struct {
                unsigned char mask, lead;
                uint32_t least;
        } forms[] = {
                { 0x80, 0x00, 0 }, { 0xe0, 0xc0, 0x80 }, { 0xf0, 0xe0, 0x800 }, { 0xf8, 0xf0, 0x10000 },
        };

        for (size_t n = 0; n < ARRAY_SIZE(forms); n++) {
                uint32_t point;

                if ((s[0] & forms[n].mask) != forms[n].lead)
                        continue;
                point = s[0] & (unsigned char) ~forms[n].mask;
                for (size_t i = 1; i <= n; i++) {
                        if ((s[i] & 0xc0) != 0x80)
                                return 0;
                        point = point << 6 | (s[i] & 0x3f);
                }
                if (point < forms[n].least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
                        return 0;
                *ret = point;
                return n + 1;
        }
        return 0;
}

/* Code points that change what a reader sees around them: C0 and C1 controls,
 * bidirectional marks and overrides, line and paragraph separators. */
static bool is_unsafe(uint32_t point) {
        return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x061c ||
                        (point >= 0x200b && point <= 0x200f) ||
                        (point >= 0x2028 && point <= 0x202e) ||
                        (point >= 0x2060 && point <= 0x206f) || point == 0xfeff || point == '\\';
}

/* Length of the run of printable ASCII that needs no escaping: nearly all text, all of it. */
static size_t plain_length(const unsigned char *s) {
        size_t n;

        for (n = 0; s[n] >= 0x20 && s[n] < 0x7f && s[n] != '\\'; n++)
                ;
        return n;
}

bool text_is_plain(const char *string) {
        return string[plain_length((const unsigned char *) string)] == '\0';
}

void text_add_escaped(Text *text, const char *string) {
        const unsigned char *s = (const unsigned char *) string;

        while (s && *s) {
                size_t n = plain_length(s);
                uint32_t point;

                text_add_bytes(text, (const char *) s, n);
                s += n;
                if (!*s)
                        break;
                n = utf8_decode(s, &point);
                if (n > 0 && !is_unsafe(point))
                        text_add_bytes(text, (const char *) s, n);
                else
                        for (size_t i = 0; i < MAX(n, (size_t) 1); i++)
                                text_add_format(text, "\\x%02x", s[i]);
                s += MAX(n, (size_t) 1);
        }
}

int text_error(const Text *text) {
        return text->failed ? -ENOMEM : 0;
}

const char *text_get(const Text *text) {
        return text->data ? text->data : "";
}

int text_finish(Text *text, char **ret) {
        char *string;

        if (text->failed)
                return -ENOMEM;
        string = text->data ? TAKE_PTR(text->data) : strdup("");
        if (!string)
                return -ENOMEM;
        *text = (Text) TEXT_INIT;
        *ret = string;
        return 0;
}
