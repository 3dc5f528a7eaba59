package clock

import (
	"math/bits"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	kernel32  = windows.NewLazySystemDLL("kernel32.dll")
	counter   = kernel32.NewProc("QueryPerformanceCounter")
	frequency = kernel32.NewProc("QueryPerformanceFrequency")
)

// New returns a clock that shows the time since it was made. It reads the performance counter,
// which ticks every 100 ns or so: time.Now may tick every half millisecond here, many round trips
// on loopback.
func New() func() time.Duration {
	var perSecond int64
	frequency.Call(uintptr(unsafe.Pointer(&perSecond))) // cannot fail since Windows XP
	ticks := func() uint64 {
		var n int64
		counter.Call(uintptr(unsafe.Pointer(&n)))
		return uint64(n)
	}
	start := ticks()
	return func() time.Duration {
		hi, lo := bits.Mul64(ticks()-start, uint64(time.Second))
		d, _ := bits.Div64(hi, lo, uint64(perSecond))
		return time.Duration(d)
	}
}
