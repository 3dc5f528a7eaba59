package kernel

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

// TestMain has more tests run at once than there are processors: they wait for links, most of the time.
func TestMain(m *testing.M) {
	flag.Set("test.parallel", "9") // unless the command line says otherwise
	goleak.VerifyTestMain(m)
}
