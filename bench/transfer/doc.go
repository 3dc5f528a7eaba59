// Package transfer shows what bulk transfers came to: how fast they were, how long they took, and what they cost.
package transfer
