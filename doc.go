// Package wirelab has no code: it is where the house is described as a whole. ARCHITECTURE.md tells the way
// of one message through it, and the test beside this file sees to it that imports run downstairs.
package wirelab
