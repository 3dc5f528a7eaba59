package report

// fidelityNote is the sentence on what the plan asks of the lab that it is not good for.
func (r *Report) fidelityNote() string {
	if !r.anyReliable() {
		return ""
	}
	return r.Plan.Unsound().Why
}

// doubted marks the name of a column, or a cell, that is not sound.
func doubted(text string) string { return "(" + text + ")" }
