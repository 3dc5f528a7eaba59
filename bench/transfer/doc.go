// Package transfer shows the results of bulk transfers: how fast they were, how long they took, and what they cost.
package transfer
