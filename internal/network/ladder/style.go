package ladder

// style is the part of the look that only ladders have. What a colour says is also said by a shape or a word.
const style = `.ladder .flag,.ladder .time,.ladder .mark{font-weight:600}
.ladder .arrival .time{font-weight:400}
.ladder .arrival,.ladder .cut{fill:$quiet}
.ladder .cut{text-anchor:middle}
.ladder .line{fill:none;stroke:$ink;stroke-width:2.5;stroke-linejoin:round}
.ladder .tick{fill:none;stroke:$quiet;stroke-width:1}
.ladder .arrow{stroke:currentColor;stroke-width:2.5}
.ladder .tip,.ladder .flag{fill:currentColor}
.ladder .idle{stroke-width:1.5}
.ladder .repeated{stroke-dasharray:10 4}
.ladder .copy{stroke-dasharray:2 6;stroke-linecap:round}
.ladder .cross{fill:none;stroke:$lost;stroke-width:4}
.ladder text.lost{fill:$lost}
.ladder text.resent{fill:$again}
`
