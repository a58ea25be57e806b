/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Enums of conclusions and of comparisons.
 */

#include "base/macros.h"

typedef enum WindowsSource {
        WINDOWS_UNKNOWN,
        WINDOWS_DERIVED, /* from sysfs, registers and firmware */
        WINDOWS_TYPE1,   /* measured */
        WINDOWS_IOMMUFD, /* measured */
        _WINDOWS_SOURCE_MAX,
} WindowsSource;

/* Why the members of a group can't be told apart. */
typedef enum IsolationCause {
        ISOLATION_UNKNOWN,
        ISOLATION_ALONE,         /* there is but one member */
        ISOLATION_MULTIFUNCTION, /* functions of one device, with nothing between them */
        ISOLATION_PORT,          /* a PCIe port above them doesn't isolate */
        ISOLATION_CONVENTIONAL,  /* a bridge to or from conventional PCI above them */
        _ISOLATION_CAUSE_MAX,
} IsolationCause;

/* How far the ends of the windows can be trusted. */
typedef enum WindowsConfidence {
        WINDOWS_CONFIDENCE_UNKNOWN,
        WINDOWS_LOWER_BOUND, /* they reach at least as far as said */
        WINDOWS_ONE_OF_TWO,  /* they end where said, or at the other end that is possible */
        WINDOWS_CERTAIN,
        _WINDOWS_CONFIDENCE_MAX,
} WindowsConfidence;

/* Which addresses a program in user space hands to devices. */
typedef enum AddressMode {
        ADDRESS_MODE_UNKNOWN,
        ADDRESS_MODE_VIRTUAL, /* its own */
        ADDRESS_MODE_PHYSICAL,
        _ADDRESS_MODE_MAX,
} AddressMode;

typedef enum Verdict {
        VERDICT_OK,
        VERDICT_ATTENTION,
        VERDICT_BROKEN,
        VERDICT_UNKNOWN,
        VERDICT_NO_IOMMU,
        _VERDICT_MAX,
} Verdict;

/* Whether a device and the CPUs see the same data, the worst first. */
typedef enum Coherency {
        COHERENCY_UNKNOWN,
        COHERENCY_NON_COHERENT, /* requests don't see the CPU caches */
        COHERENCY_AT_RISK,      /* ordinary ones do, but the device may send No Snoop ones */
        COHERENCY_COHERENT,     /* as long as the device doesn't use No Snoop */
        COHERENCY_CLAIMED,      /* the kernel says enforced, and nothing in the hardware backs it */
        COHERENCY_ENFORCED,     /* whatever the device asks for */
        _COHERENCY_MAX,
} Coherency;

/* What the kernel's own domain of a group protects against. */
typedef enum Protection {
        PROTECTION_UNKNOWN,
        PROTECTION_STRICT,   /* translated; an address is dead as soon as it is unmapped */
        PROTECTION_LAZY,     /* translated; an unmapped address may work for some milliseconds */
        PROTECTION_IDENTITY, /* not translated: the device reaches all memory */
        PROTECTION_BLOCKED,  /* the device reaches nothing */
        PROTECTION_NONE,     /* no IOMMU is involved */
        _PROTECTION_MAX,
} Protection;

/* How something differs between two snapshots. */
typedef enum ChangeKind {
        CHANGE_ADDED,
        CHANGE_REMOVED,
        CHANGE_CHANGED,
        CHANGE_MOVED, /* the same object by another name */
        _CHANGE_KIND_MAX,
} ChangeKind;

/* What differs. */
typedef enum ChangeScope {
        CHANGE_OF_HOST,
        CHANGE_OF_UNIT,
        CHANGE_OF_GROUP,
        CHANGE_OF_DEVICE,
        CHANGE_OF_FINDING,
        _CHANGE_SCOPE_MAX,
} ChangeScope;

_const_ const char *windows_source_to_string(WindowsSource source);
_const_ const char *isolation_cause_to_string(IsolationCause cause);
_const_ const char *windows_confidence_to_string(WindowsConfidence confidence);
_const_ const char *address_mode_to_string(AddressMode mode);
_const_ const char *verdict_to_string(Verdict verdict);
_const_ const char *coherency_to_string(Coherency coherency);
_const_ const char *protection_to_string(Protection protection);
_const_ const char *change_kind_to_string(ChangeKind kind);
_const_ const char *change_scope_to_string(ChangeScope scope);
