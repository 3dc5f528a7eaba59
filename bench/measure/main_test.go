package measure

import (
	"flag"
	"os"
	"testing"
)

// TestMain has more tests run at once than there are processors: those between kernels wait, most of the
// time.
func TestMain(m *testing.M) {
	flag.Set("test.parallel", "4") // unless the command line says otherwise
	os.Exit(m.Run())
}
