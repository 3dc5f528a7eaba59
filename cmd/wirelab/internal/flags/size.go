package flags

import (
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/internal/usage"
)

// Size reads the option of that name, which is a size, in bytes.
func Size(c *cli.Context, name string) (int64, error) {
	v := c.String(name)
	n, err := sizeOf(v)
	unit, isUnit := err.(*unitError)
	switch {
	case isUnit:
		return 0, usage.Wrongf("--%s %s: %w", name, v, unit)
	case err != nil:
		return 0, usage.Wrongf("--%s %s: write a size like 16MiB", name, v)
	}
	return n, nil
}

// sizeOf reads a size in bytes: 100B, 64KiB, 16MiB, or with powers of ten 64kB and 16MB.
func sizeOf(v string) (int64, error) {
	lower := strings.ToLower(v)
	if tooFew(lower, 1000) && !strings.HasPrefix(v, "-") {
		return 0, &unitError{"a size needs a unit: " + v + "B, " + v + "KiB or " + v + "MiB"}
	}
	number, binary := strings.CutSuffix(lower, "ib")
	if number, decimal := strings.CutSuffix(lower, "b"); decimal && !binary {
		return scaled(number, 1000)
	}
	if binary && isNumber(number) {
		return 0, strconv.ErrSyntax
	}
	return scaled(number, 1024) // as it is without the B, too
}
