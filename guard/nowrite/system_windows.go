package nowrite

import "giumat/guard/registry"

// System gives the policy of this PC.
func System() (*Policy, error) { return New(registry.Machine()), nil }
