package measure

import "time"

const ms = time.Millisecond
