/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/parse.h"

#include <errno.h>
#include <string.h>

static int digit_value(char c, unsigned base) {
        unsigned value;

        if (c >= '0' && c <= '9')
                value = (unsigned) (c - '0');
        else if (c >= 'a' && c <= 'f')
                value = (unsigned) (c - 'a') + 10;
        else if (c >= 'A' && c <= 'F')
                value = (unsigned) (c - 'A') + 10;
        else
                return -1;
        return value < base ? (int) value : -1;
}

static int parse_digits(const char *string, size_t length, unsigned base, uint64_t max, uint64_t *ret) {
        uint64_t value = 0;
        bool overflow = false;

        if (length == 0)
                return -EINVAL;
        for (size_t i = 0; i < length; i++) {
                int digit = digit_value(string[i], base);

                if (digit < 0)
                        return -EINVAL;
                overflow |= __builtin_mul_overflow(value, (uint64_t) base, &value);
                overflow |= __builtin_add_overflow(value, (uint64_t) digit, &value);
        }
        if (overflow || value > max)
                return -ERANGE;
        *ret = value;
        return 0;
}

int parse_unsigned(const char *string, unsigned base, uint64_t max, uint64_t *ret) {
        return parse_digits(string, strlen(string), base, max, ret);
}

int parse_hex_prefixed(const char *string, uint64_t max, uint64_t *ret) {
        if (string[0] != '0' || (string[1] != 'x' && string[1] != 'X'))
                return -EINVAL;
        return parse_unsigned(string + 2, 16, max, ret);
}

int parse_hex(const char *string, uint64_t max, uint64_t *ret) {
        if (string[0] == '0' && (string[1] == 'x' || string[1] == 'X'))
                string += 2;
        return parse_unsigned(string, 16, max, ret);
}

int parse_signed(const char *string, int64_t *ret) {
        bool negative = string[0] == '-';
        uint64_t value;
        int r;

        r = parse_unsigned(string + negative, 10, INT64_MAX, &value);
        if (r < 0)
                return r;
        *ret = negative ? -(int64_t) value : (int64_t) value;
        return 0;
}

int parse_size(const char *string, uint64_t *ret_bytes) {
        static const char letters[] = "KMGTPE"; /* each 1024 times the one before */
        size_t digits = strspn(string, "0123456789");
        const char *end = string + digits, *letter;
        unsigned shift;
        int r;

        if (string[0] == '0' && (string[1] == 'x' || string[1] == 'X'))
                return parse_hex_prefixed(string, UINT64_MAX, ret_bytes);
        if (!*end)
                return parse_unsigned(string, 10, UINT64_MAX, ret_bytes);
        letter = strchr(letters, *end++);
        if (!letter || (*end && strcmp(end, "B") != 0 && strcmp(end, "iB") != 0))
                return -EINVAL;
        shift = 10U * (unsigned) (letter - letters + 1);
        r = parse_digits(string, digits, 10, UINT64_MAX >> shift, ret_bytes);
        if (r == 0)
                *ret_bytes <<= shift;
        return r;
}

char *parse_next(char **cursor, char separator) {
        char *piece = *cursor, *end;

        if (!piece)
                return NULL;
        end = strchr(piece, separator);
        if (end) {
                *end = '\0';
                *cursor = end + 1;
        } else
                *cursor = NULL;
        return piece;
}
