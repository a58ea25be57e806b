/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/conclusions.h"

#include "model/enum-names.h"

static const char *const windows_source_names[] = {
        [WINDOWS_UNKNOWN] = "unknown",
        [WINDOWS_DERIVED] = "derived",
        [WINDOWS_TYPE1] = "type1",
        [WINDOWS_IOMMUFD] = "iommufd",
};
DEFINE_TO_STRING(windows_source, WindowsSource, _WINDOWS_SOURCE_MAX)

static const char *const isolation_cause_names[] = {
        [ISOLATION_UNKNOWN] = "unknown",
        [ISOLATION_ALONE] = "alone",
        [ISOLATION_MULTIFUNCTION] = "multifunction",
        [ISOLATION_PORT] = "port",
        [ISOLATION_CONVENTIONAL] = "conventional-pci",
};
DEFINE_TO_STRING(isolation_cause, IsolationCause, _ISOLATION_CAUSE_MAX)

static const char *const windows_confidence_names[] = {
        [WINDOWS_CONFIDENCE_UNKNOWN] = "unknown",
        [WINDOWS_LOWER_BOUND] = "lower-bound",
        [WINDOWS_ONE_OF_TWO] = "one-of-two",
        [WINDOWS_CERTAIN] = "certain",
};
DEFINE_TO_STRING(windows_confidence, WindowsConfidence, _WINDOWS_CONFIDENCE_MAX)

static const char *const address_mode_names[] = {
        [ADDRESS_MODE_UNKNOWN] = "unknown",
        [ADDRESS_MODE_VIRTUAL] = "virtual",
        [ADDRESS_MODE_PHYSICAL] = "physical",
};
DEFINE_TO_STRING(address_mode, AddressMode, _ADDRESS_MODE_MAX)

static const char *const verdict_names[] = {
        [VERDICT_OK] = "ok",
        [VERDICT_ATTENTION] = "attention",
        [VERDICT_BROKEN] = "broken",
        [VERDICT_UNKNOWN] = "unknown",
        [VERDICT_NO_IOMMU] = "no-iommu",
};
DEFINE_TO_STRING(verdict, Verdict, _VERDICT_MAX)

static const char *const coherency_names[] = {
        [COHERENCY_UNKNOWN] = "unknown",
        [COHERENCY_NON_COHERENT] = "non-coherent",
        [COHERENCY_AT_RISK] = "at-risk",
        [COHERENCY_COHERENT] = "coherent",
        [COHERENCY_CLAIMED] = "claimed",
        [COHERENCY_ENFORCED] = "enforced",
};
DEFINE_TO_STRING(coherency, Coherency, _COHERENCY_MAX)

static const char *const protection_names[] = {
        [PROTECTION_UNKNOWN] = "unknown",
        [PROTECTION_STRICT] = "strict",
        [PROTECTION_LAZY] = "lazy",
        [PROTECTION_IDENTITY] = "identity",
        [PROTECTION_BLOCKED] = "blocked",
        [PROTECTION_NONE] = "none",
};
DEFINE_TO_STRING(protection, Protection, _PROTECTION_MAX)

static const char *const change_kind_names[] = {
        [CHANGE_ADDED] = "added",
        [CHANGE_REMOVED] = "removed",
        [CHANGE_CHANGED] = "changed",
        [CHANGE_MOVED] = "moved",
};
DEFINE_TO_STRING(change_kind, ChangeKind, _CHANGE_KIND_MAX)

static const char *const change_scope_names[] = {
        [CHANGE_OF_HOST] = "host",
        [CHANGE_OF_UNIT] = "unit",
        [CHANGE_OF_GROUP] = "group",
        [CHANGE_OF_DEVICE] = "device",
        [CHANGE_OF_FINDING] = "finding",
};
DEFINE_TO_STRING(change_scope, ChangeScope, _CHANGE_SCOPE_MAX)
