// Package report writes of what was measured: tables, Markdown, JSON and CSV, with sentences on what
// to notice.
package report
