//go:build !linux

package inspect

import "testing"

func fileTimes(*testing.T, string) [3]int64 { return [3]int64{} }
