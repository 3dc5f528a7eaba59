// Package picture draws plots and other pictures of packets and messages: as SVG, which prints, needs no script and is
// tested as text, and as text for a terminal.
//
// A [Chart] is lines and points in one or more panels, [Bars] are stacked bars, and [Strips] are rows of cells. Each
// has an SVG method for a width in pixels, and says the same in words and in a [Table] to those who do not see it. A
// [Drawing] is what all of them are made of; package ladder draws on one, too.
//
// Whatever a colour says is also said by a word, a dash or a pattern. What a line is stands beside it; labels do not
// meet one another, nor the edge.
package picture
