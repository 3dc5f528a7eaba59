package measure

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

// TestMain has more tests run at once than there are processors: those between kernels wait, most of the
// time. No goroutine is left when they have ended.
func TestMain(m *testing.M) {
	flag.Set("test.parallel", "8") // unless the command line says otherwise
	goleak.VerifyTestMain(m, stay...)
}
