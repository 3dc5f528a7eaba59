// Package report shows what was measured, as tables, Markdown, JSON or CSV, with sentences that say what
// to notice.
package report
