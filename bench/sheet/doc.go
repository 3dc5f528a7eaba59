// Package sheet writes what a run has found as one page of HTML, to be handed in or shown: in words, as tables, and in
// pictures. The page asks for nothing from elsewhere, and all of it is there without a script.
package sheet
