package picture

import "math"

// Panels that stand beside one another are so wide at least, and so far apart, in pixels.
const (
	leastWide   = 150.0
	besideApart = 44.0
)

// Draw draws the chart so many pixels wide, with its title if heading.
func (c Chart) Draw(width float64, heading bool) *Drawing {
	c = c.ranged()
	d := &Drawing{Title: c.Title, Description: described(c.Says, c.Table), Class: "chart", Width: width}
	y := 2.0
	if heading {
		y = d.Heading() + 12
	}
	rows := c.rows(width)
	for i, row := range rows {
		y = c.row(d, row, y, i == len(rows)-1) + 8
	}
	d.Height = math.Ceil(y)
	return d
}

// rows are the panels as they stand beside one another and below one another, in the places that they have from left to
// right.
func (c Chart) rows(width float64) (rows [][]plot) {
	left, right := Edge+c.tickRoom()+beforeAxis, width-2*Edge
	group := max(c.Beside, 1) // of panels that belong beside one another
	columns := min(group, max(1, int((right-left+besideApart)/(leastWide+besideApart))))
	columns = ceil(group, ceil(group, columns)) // so that each row has about as many
	wide := (right - left - besideApart*float64(columns-1)) / float64(columns)
	for i, panel := range c.Panels {
		p := plot{Panel: panel, x: c.X}
		p.titled = c.begins(i)
		p.last = c.Beside > 1 || i == len(c.Panels)-1
		column := i % group % columns
		p.bare = column > 0
		p.frame.left = left + float64(column)*(wide+besideApart)
		p.frame.right = p.frame.left + wide
		if column == 0 {
			rows = append(rows, nil)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], p)
	}
	return rows
}

// begins says whether what is said over a panel differs from what is said over the one before.
func (c Chart) begins(i int) bool {
	return i == 0 || c.Panels[i].Y.Name != c.Panels[i-1].Y.Name || c.Panels[i].Group != c.Panels[i-1].Group
}

func ceil(a, b int) int { return (a + b - 1) / b }

// row draws panels beside one another, from y on, and returns where that ends. The last of all rows says what X shows.
func (c Chart) row(d *Drawing, row []plot, y float64, last bool) (bottom float64) {
	if first := &row[0]; c.Beside > 1 && first.titled { // in a line of its own: the names of panels need theirs
		first.over(d, y)
		first.titled = false
		y += LineHeight + 2
	}
	names := 0
	for _, p := range row {
		names = max(names, len(p.markNames(p.frame.left)))
	}
	for i, p := range row {
		p.frame.top = y + p.head(d, y) + LineHeight*float64(names)
		p.frame.bottom = p.frame.top + c.Height
		bottom = max(bottom, c.panel(d, p, last && i == len(row)-1))
	}
	return bottom
}

// panel draws one panel in its frame, and what is below it; X says whether it says what X shows. It returns where that ends.
func (c Chart) panel(d *Drawing, p plot, x bool) (bottom float64) {
	y := p.frame.bottom
	d.Add(`<g class="panel" data-frame="%.1f %.1f %.1f %.1f" data-x="%s" data-y="%s">`,
		p.frame.left, p.frame.top, p.frame.right, p.frame.bottom, p.x.readable(), p.Y.readable())
	p.grid(d)
	if len(p.Missing) > 0 {
		y += missingRoom
	}
	p.marks(d, y)
	unplaced := p.lines(d)
	p.missing(d, p.frame.bottom)
	p.axes(d, y)
	d.Close()
	switch {
	case x:
		y += p.xTexts(d, y)
	case p.last:
		y += p.tickTexts(d, y)
	}
	for _, c := range unplaced {
		y += p.key(d, c, y)
	}
	return y
}

// tickRoom is how wide the texts of Y's ticks are.
func (c Chart) tickRoom() (room float64) {
	for _, p := range c.Panels {
		for _, t := range p.Y.yTicks(c.Height) {
			room = max(room, TextWidth(t.Text, TextSize))
		}
		if len(p.Missing) > 0 {
			room = max(room, TextWidth(p.MissingName, TextSize))
		}
	}
	return room
}
