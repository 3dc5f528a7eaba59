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
	processors := "1 processor"
	if m.Processors != 1 {
		processors = fmt.Sprintf("%d processors", m.Processors)
	}
	return fmt.Sprintf("Linux %s, %s, %s, %s", m.Kernel, m.Go, processors, m.Priority)
}

func machine() Machine {
	return Machine{Kernel: release(), Go: runtime.Version(), Processors: runtime.NumCPU()}
}
