package lab

import (
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// The host of experiments never ends: it waits for the next one.
		goleak.IgnoreAnyFunction("wirelab/internal/network/lab.host.func4"),
		// Goroutines that wait for each other for ever do so after TestVirtual, too.
		goleak.IgnoreAnyFunction("wirelab/internal/network/lab.TestVirtual.func2"),
		goleak.IgnoreTopFunction("testing/synctest.testingSynctestTest"),
	)
}
