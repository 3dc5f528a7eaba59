package flags

import (
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/internal/room/journal"
	"wirelab/internal/usage"
)

// Keep reads the option of that name, which says how much of a journal is kept: a time as 24h, a size as 100MB, or both
// with a comma between them.
func Keep(c *cli.Context, name string) (keep journal.Keep, err error) {
	v := c.String(name)
	for part := range strings.SplitSeq(v, ",") {
		age, notAge := time.ParseDuration(part)
		size, notSize := sizeOf(part)
		switch {
		case notAge == nil && age > 0 && keep.Age == 0:
			keep.Age = age
		case notAge != nil && notSize == nil && size > 0 && keep.Bytes == 0:
			keep.Bytes = size
		default:
			return keep, usage.Wrongf("--%s %s: a time like 24h, a size like 100MB, or both: 24h,100MB", name, v)
		}
	}
	return keep, nil
}
