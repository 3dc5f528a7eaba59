package main

import "runtime/debug"

// stamped is the version that .ci/dist has the linker put here.
var stamped string

// version is what the build says of itself.
func version() string {
	if stamped != "" {
		return stamped
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
