package verify

import (
	"fmt"
	"runtime"
)

// A Machine is what the figures were measured on.
type Machine struct {
	Kernel     string `json:"kernel"` // as uname -r has it
	Go         string `json:"go"`
	Processors int    `json:"processors"`
	Priority   string `json:"priority"` // that the program was given, in words
}

// String says it in one line.
func (m Machine) String() string {
	return fmt.Sprintf("Linux %s, %s, %d processors, %s", m.Kernel, m.Go, m.Processors, m.Priority)
}

func machine() Machine {
	return Machine{Kernel: release(), Go: runtime.Version(), Processors: runtime.NumCPU()}
}
