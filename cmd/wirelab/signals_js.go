package main

import "os"

// stopSignals are what asks the program to end. A page that wants no more of a command ends its worker.
func stopSignals() []os.Signal { return []os.Signal{os.Interrupt} }
